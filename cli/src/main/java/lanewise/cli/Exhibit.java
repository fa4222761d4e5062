package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.plot.Plot;
import lanewise.lrsched.text.ScheduleText;

/**
 * One schedule of the gallery.
 *
 * @param id name of the picture's file, without .svg
 * @param title heading
 * @param formula the rate as a function of the step
 * @param parameters what is in the formula, and the values drawn
 * @param use when to take it
 * @param code a line of Java that makes the first curve
 * @param curves what is drawn
 * @param base base rate of the picture
 * @param steps last step of the picture
 * @param log whether its axis is logarithmic
 */
record Exhibit(
    String id, String title, String formula, String parameters, String use, String code, List<Curve> curves, double base, long steps, boolean log) {

  /** A line of the picture. */
  record Curve(String label, Schedule schedule) {}

  /** An exhibit without words and curves yet. */
  static Exhibit of(String id, String title, double base, long steps) {
    return new Exhibit(id, title, "", "", "", "", List.of(), base, steps, false);
  }

  Exhibit formula(String formula) {
    return new Exhibit(id, title, formula.strip(), parameters, use, code, curves, base, steps, log);
  }

  Exhibit parameters(String parameters) {
    return new Exhibit(id, title, formula, parameters, use, code, curves, base, steps, log);
  }

  Exhibit use(String use) {
    return new Exhibit(id, title, formula, parameters, use, code, curves, base, steps, log);
  }

  Exhibit code(String code) {
    return new Exhibit(id, title, formula, parameters, use, code, curves, base, steps, log);
  }

  Exhibit logScale() {
    return new Exhibit(id, title, formula, parameters, use, code, curves, base, steps, true);
  }

  /** With one more curve, given and named by its text. */
  Exhibit curve(String text) {
    return curve(text, text);
  }

  /** With one more curve, given by its text. */
  Exhibit curve(String label, String text) {
    return curve(label, ScheduleText.parse(text));
  }

  /** With one more curve. */
  Exhibit curve(String label, Schedule schedule) {
    List<Curve> more = new ArrayList<>(curves);
    more.add(new Curve(label, schedule));
    return new Exhibit(id, title, formula, parameters, use, code, List.copyOf(more), base, steps, log);
  }

  String svg() {
    Curve first = curves.getFirst();
    Plot plot = Plot.of(first.label(), first.schedule(), steps);
    for (Curve c : curves.subList(1, curves.size())) {
      plot = plot.and(c.label(), c.schedule());
    }
    return (log ? plot.logScale() : plot).base(base).title(title).svg();
  }
}
