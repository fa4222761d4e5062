package lanewise.lrsched.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What a picture says in words. */
final class Words {
  private Words() {}

  /** The title, or what the picture shows if it has none. */
  static String title(Plot plot) {
    return plot.title().isBlank() ? "Learning rate at the steps 0 to " + Numbers.grouped(plot.steps()) : plot.title();
  }

  /** Each curve's first, lowest, highest and last value. */
  static String description(Plot plot, List<Samples> rates) {
    StringJoiner text = new StringJoiner(" ");
    text.add("Learning rate against step, 0 to " + Numbers.grouped(plot.steps()) + (plot.scale() == Plot.Scale.LOG ? ", logarithmic." : "."));
    for (int i = 0; i < rates.size(); i++) {
      Samples s = rates.get(i);
      String course = s.least() == s.greatest()
          ? "is constantly " + Numbers.words(s.first())
          : "begins at " + Numbers.words(s.first()) + ", ends at " + Numbers.words(s.last())
              + "; lowest " + Numbers.words(s.least()) + " at step " + Numbers.grouped(s.stepOf(s.least()))
              + ", highest " + Numbers.words(s.greatest()) + " at step " + Numbers.grouped(s.stepOf(s.greatest()));
      text.add(plot.curves().get(i).label() + " " + course + ".");
    }
    if (plot.curves().stream().anyMatch(c -> c.momentum().isPresent())) {
      text.add("A second panel shows the momentum.");
    }
    return text.toString();
  }

  /** The text in lines of at most some characters, broken at spaces; a longer word is cut. */
  static List<String> wrapped(String text, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      String fitting = shortened(word, most);
      if (!line.isEmpty() && line.length() + 1 + fitting.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(fitting);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The text, cut to a number of characters. */
  static String shortened(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "\u2026";
  }
}
