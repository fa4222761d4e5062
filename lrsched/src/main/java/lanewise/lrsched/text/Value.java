package lanewise.lrsched.text;

import java.util.List;
import lanewise.lrsched.Schedule;

/** What stands at one place of a text. */
sealed interface Value {
  /** Index of its first character. */
  int position();

  /** A number as it is written. */
  record Number(String digits, int position) implements Value {}

  /** A word that names one of several options, or true or false. */
  record Word(String word, int position) implements Value {}

  /** A list in brackets. */
  record Items(List<Value> items, int position) implements Value {}

  /**
   * A schedule.
   *
   * @param depth how many schedules are nested in it, itself included
   */
  record Plan(Schedule schedule, int depth, int position) implements Value {}
}
