package lanewise.lrsched.text;

import java.util.List;
import lanewise.lrsched.Schedule;

/**
 * The text form of schedules: what one types on a command line or keeps in a configuration file.
 *
 * <pre>
 * linear(0.1, 1, 100) then cosine(900)
 * step(30, gamma=0.5) * warmup_constant(5)
 * one_cycle(0.1, 1000, pct_start=0.25)
 * cosine(50).repeat(3).clamp(1e-5, 1)
 * (0.5 * cosine(100)).warmup(10)
 * </pre>
 *
 * <p>It reads like the Java code, which it nearly is; {@code then} and {@code *} may stand between schedules, and arguments may have names:
 *
 * <pre>
 * schedule  = product { "then" product }            one after the other, each for its natural length
 * product   = operand { "*" operand }               at the same time; a number scales
 * operand   = ( name "(" [ arguments ] ")" | "(" schedule ")" | number ) { "." operation "(" [ arguments ] ")" }
 * arguments = argument { "," argument }
 * argument  = [ name "=" ] ( number | word | schedule | "[" argument { "," argument } "]" )
 * operation = scale | offset | clamp | delay | advance | repeat | warmup | lasting | with_base | as_factor | raised | without_momentum | then | times
 * </pre>
 *
 * <p>Names and words may be written as in Python, in Java or in one piece ({@code pct_start}, {@code pctStart}, {@code pctstart}), in capitals or
 * not; PyTorch's class names are understood, too. The arguments are the components of the records, with their defaults; {@link #usage()} lists them.
 * An operation may also be written as a function of the schedule: {@code clamp(cosine(50), 0.1, 1)}. {@code then} makes one
 * {@link lanewise.lrsched.Sequential} of all its parts and {@code *} one {@link lanewise.lrsched.Chained}.
 *
 * <p>Schedules with functions of the user (lambda, multiplicative, a scale function) have no text. Everything else is printed so that reading it
 * again gives an equal schedule, with all digits.
 */
public final class ScheduleText {
  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 10_000;

  /** How deep schedules may be inside one another. */
  public static final int MAX_DEPTH = 100;

  private ScheduleText() {}

  /**
   * Reads a schedule.
   *
   * @throws ScheduleSyntaxException (an {@code IllegalArgumentException}) if the text is no schedule; its message shows where
   */
  public static Schedule parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new ScheduleSyntaxException("a text of " + text.length() + " characters; allowed: at most " + MAX_LENGTH, text, MAX_LENGTH);
    }
    return new Parser(text).schedule();
  }

  /**
   * Writes a schedule.
   *
   * @throws IllegalArgumentException if it has no text: it holds a function of the user, is of a class of the user, or is deeper than
   *     {@link #MAX_DEPTH}
   */
  public static String print(Schedule schedule) {
    return Printer.print(schedule);
  }

  /** All schedules and operations with their arguments, one a line. */
  public static List<String> usage() {
    return Kinds.all().map(k -> Kinds.isMethod(k) ? "." + k.usage().replaceFirst("\\(schedule(, )?", "(") : k.usage()).toList();
  }
}
