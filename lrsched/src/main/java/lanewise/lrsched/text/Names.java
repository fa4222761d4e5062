package lanewise.lrsched.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Names, which may be written as in Java (pctStart), Python (pct_start) or without any sign of their parts (pctstart). */
final class Names {
  private static final int SHOWN = 4;

  private Names() {}

  /** What two ways to write a name have in common. */
  static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** A Java name in Python's form: pctStart is pct_start, annealing.COS is cos. */
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The end of a message about an unknown name: the names that are near, or all if none is. */
  static String hint(String name, Collection<String> known) {
    String key = key(name);
    int most = Math.max(1, key.length() / 3);
    List<String> near = nearest(key, known.stream().filter(k -> distance(key, key(k)) <= most));
    if (near.isEmpty() && key.length() > 2) {
      near = nearest(key, known.stream().filter(k -> key(k).contains(key) || key.contains(key(k))));
    }
    return near.isEmpty() ? "known: " + String.join(", ", known.stream().sorted().toList()) : "near: " + String.join(", ", near);
  }

  private static List<String> nearest(String key, Stream<String> names) {
    return names.sorted(Comparator.comparingInt((String k) -> distance(key, key(k))).thenComparing(Comparator.naturalOrder())).limit(SHOWN).toList();
  }

  /** The number of letters to insert, remove or change (Levenshtein); names longer than any known one count as far. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 8) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
