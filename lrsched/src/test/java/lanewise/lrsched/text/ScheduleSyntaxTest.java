package lanewise.lrsched.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleSyntaxTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, value = {
    "cosin(5)                                  | 0  | no schedule cosin; near: cosine",
    "linear(0, 1, 9) then cosin(5)             | 21 | no schedule cosin; near: cosine",
    "linear(0.1,1,100) then cosine(900         | 33 | ',' or ')' is missing before the end",
    "polynomial(power=2)                       | 18 | polynomial lacks total_iters; allowed: polynomial(total_iters, power=1, eta_min=0)",
    "linear(0.1, 1, 9, 2)                      | 18 | too many arguments; allowed: linear(start_factor=1/3, end_factor=1, total_iters=5)",
    "constant(facto=0.5)                       | 9  | constant has no argument facto; near: factor",
    "onecycle(0.1, 1000, pctstrt=0.25)         | 20 | one_cycle has no argument pctstrt; near: pct_start",
    "onecycle(0.1, 1000, pct_start=1.25)       | 30 | one_cycle: pctStart 1.25; allowed: 0.0..1.0",
    "linear(0.1, 2, 9)                         | 12 | linear: endFactor 2.0; allowed: 0.0..1.0",
    "step(3, 0.1, 0.2)                         | 13 | too many arguments; allowed: step(step_size, gamma=0.1)",
    "step(step_size=3, 0.1)                    | 18 | an argument without a name after one with a name; allowed: step(step_size, gamma=0.1)",
    "step(3, step_size=4)                      | 8  | argument step_size is there twice",
    "constant(0.5) then step(3)                | 0  | this schedule has no natural length, which then needs; give it one: .lasting(steps)",
    "exponential(0.9).repeat()                 | 17 | repeat: the schedule has no natural length; give it one with .lasting(steps), or a period",
    "a $                                       | 2  | unexpected character",
    "cosine(1.5)                               | 7  | t_max 1.5; allowed: a whole number, -9223372036854775808..9223372036854775807",
    "cosine(1e99)                              | 7  | t_max 1e99; allowed: a whole number, -9223372036854775808..9223372036854775807",
    "cosine(NaN)                               | 7  | t_max NaN; allowed: a whole number, -9223372036854775808..9223372036854775807",
    "cosine(inf)                               | 7  | t_max inf; allowed: a whole number, -9223372036854775808..9223372036854775807",
    "cosine([3])                               | 7  | t_max needs a whole number",
    "exponential(1e999)                        | 12 | gamma 1e999; allowed: a number, -1.7976931348623157E308..1.7976931348623157E308 or inf",
    "exponential(nan)                          | 12 | gamma nan; allowed: a number, -1.7976931348623157E308..1.7976931348623157E308 or inf",
    "exponential(cosine(3))                    | 12 | gamma needs a number",
    "cosine(9, tail=periodical)                | 15 | tail periodical; allowed: periodic, hold",
    "cosine(9, tail=3)                         | 15 | tail needs one of: periodic, hold",
    "one_cycle(1, 9, three_phase=1)            | 28 | three_phase needs true or false",
    "warm_restarts(9, t_mult=1e10)             | 24 | t_mult 1e10; allowed: a whole number, -2147483648..2147483647",
    "multi_step(3)                             | 11 | milestones needs a list of whole numbers",
    "multi_step([3, 4.5])                      | 15 | milestones 4.5; allowed: a whole number, -9223372036854775808..9223372036854775807",
    "interpolate([[0, 1, 2]])                  | 13 | knots needs a list of points [step, factor]",
    "interpolate([[0, -1]])                    | 13 | interpolate: factor -1.0; allowed: finite and >= 0.0",
    "join([cosine(3), 4], [3])                 | 17 | schedules needs a schedule",
    "clamp(0.5, 0, 1)                          | 6  | schedule needs a schedule",
    "cosine(9).repet(3)                        | 10 | no operation repet; near: repeat",
    "cosine(9).                                | 10 | after . a name has to follow, not the end",
    "cosine(9).repeat                          | 16 | '(' is missing before the end",
    "cosine(9) cosine(8)                       | 10 | unexpected 'cosine'; allowed: then, *, . or the end",
    "cosine(9))                                | 9  | unexpected ')'; allowed: then, *, . or the end",
    "then cosine(3)                            | 0  | a schedule is missing before 'then'",
    "cosine(3) then                            | 14 | a schedule is missing before the end",
    "cosine                                    | 0  | cosine lacks its arguments; allowed: cosine(t_max, eta_min=0, tail=periodic)",
    "0.5                                       | 0  | a number, where a schedule is needed",
    "0.5 * 0.5                                 | 4  | a product needs a schedule",
    "-0.5 * cosine(3)                          | 0  | factor -0.5; allowed: finite and >= 0.0",
    "[cosine(3)]                               | 0  | a list, where a schedule is needed",
    "exponential(1e)                           | 14 | the exponent of a number has no digits",
    "exponential(1x)                           | 13 | a number does not go on like this",
    "exponential(-)                            | 13 | a number does not go on like this"})
  void aBadText_isRefusedAtTheCharacter(String text, int position, String problem) {
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(text));
    assertEquals(problem + "\n" + text + "\n" + " ".repeat(position) + "^", e.getMessage());
    assertEquals(position, e.position());
  }

  @Test
  void anOperationThatResemblesNone_isAnsweredWithAll() {
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("cosine(9).foo(3)"));
    assertTrue(e.getMessage().startsWith("no operation foo; known: advance, as_factor, clamp, delay, lasting, offset, raised, "), e.getMessage());
  }

  @Test
  void aLongWrongNumber_isShortened() {
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("cosine(" + "9".repeat(5000) + ")"));
    assertTrue(e.getMessage().startsWith("t_max " + "9".repeat(40) + "...; allowed: "), e.getMessage());
  }

  @Test
  void anEmptyText_isRefusedAtItsEnd() {
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("  "));
    assertEquals("a schedule is missing before the end\n  \n  ^", e.getMessage());
  }

  @Test
  void theCaret_standsUnderTheCharacterInALongText() {
    String text = "step(1) * ".repeat(30) + "stepp(1)" + " * step(1)".repeat(30);
    String[] lines = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(text)).getMessage().split("\n");
    assertEquals(3, lines.length);
    assertTrue(lines[1].startsWith("...") && lines[1].endsWith("...") && lines[1].length() <= 126, lines[1]);
    assertEquals(lines[1].indexOf("stepp"), lines[2].indexOf('^'));
  }

  @Test
  void charactersThatMoveTheCaret_areReplacedInTheMessage() {
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("step(1)\n\t* \u001b[31m\ud83d\ude00\u4e2d"));
    assertEquals("unexpected character\nstep(1)  * ?[31m???\n           ^", e.getMessage());
  }

  @Test
  void aTextThatIsTooLong_isRefused() {
    String text = "step(1)" + " ".repeat(ScheduleText.MAX_LENGTH);
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(text));
    assertTrue(e.getMessage().startsWith("a text of 10007 characters; allowed: at most 10000\n"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "join([", "cosine(", "product([(", "1*(", "step(1) then (", "step(1).then(", "clamp("})
  void bracketsWithoutEnd_areRefusedWithoutAStackOverflow(String open) {
    String text = open.repeat((ScheduleText.MAX_LENGTH - 10) / open.length());
    assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(text));
  }

  @Test
  void aScheduleThatIsTooDeep_isRefused() {
    String deepest = "step(1)" + ".scale(1)".repeat(ScheduleText.MAX_DEPTH - 1);
    Schedule schedule = ScheduleText.parse(deepest);
    assertEquals(deepest, ScheduleText.print(schedule));
    var e = assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(deepest + ".scale(1)"));
    assertTrue(e.getMessage().startsWith("too many schedules inside one another; allowed: 100\n"), e.getMessage());
    assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("0.5 * (" + deepest + ")"));
    assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse("step(1) then (" + deepest + ").times(step(2))"));
    assertThrows(IllegalArgumentException.class, () -> ScheduleText.print(schedule.scale(1)));
  }

  @Test
  void theDeepestSchedule_isReadAgainFromEveryPrintedForm() {
    String deep = "product([".repeat(ScheduleText.MAX_DEPTH - 1) + "step(1)" + "])".repeat(ScheduleText.MAX_DEPTH - 1);
    assertEquals(deep, ScheduleText.print(ScheduleText.parse(deep)));
    Schedule zigzag = ScheduleText.parse("step(1)");
    for (int i = 1; i < ScheduleText.MAX_DEPTH - 2; i += 3) {
      zigzag = new Chained(List.of(zigzag.times(new Step(i, 0.5)).scale(0.5)));
    }
    assertEquals(zigzag, ScheduleText.parse(ScheduleText.print(zigzag)));
  }

  @Test
  void manyPartsOfASequence_areReadAtOneDepth() {
    String text = "cosine(1) then ".repeat(600) + "cosine(1)";
    Schedule schedule = ScheduleText.parse(text);
    assertEquals(601, schedule.length().orElseThrow());
    assertEquals(text, ScheduleText.print(schedule));
  }

  @Test
  void aSequenceLongerThanALong_isRefused() {
    var e = assertThrows(ScheduleSyntaxException.class,
        () -> ScheduleText.parse("step(1).lasting(9223372036854775807) then step(1).lasting(1) then step(1)"));
    assertTrue(e.getMessage().startsWith("the parts up to this one have more than 2^63 - 1 steps\n"), e.getMessage());
    assertEquals(42, e.position());
  }

  @Provide
  Arbitrary<String> scribble() {
    Arbitrary<String> piece = Arbitraries.of("cosine", "step", "join", "clamp", "then", " then ", "(", ")", "[", "]", ",", ".", "=", "*", "1", "0.5",
        "-3", "1e5", "inf", "gamma", "repeat", " ", "\n", "\u00e4", "$", "cosine(9)", "step(3)", "1e999999999999", "_", "0x", "9223372036854775808");
    return piece.list().ofMinSize(0).ofMaxSize(12).map(pieces -> String.join("", pieces));
  }

  @Property(tries = 2000)
  void anyText_isReadOrRefusedWithAPositionInsideIt(@ForAll("scribble") String text) {
    try {
      Schedule schedule = ScheduleText.parse(text);
      assertEquals(schedule, ScheduleText.parse(ScheduleText.print(schedule)));
    } catch (ScheduleSyntaxException e) {
      assertTrue(e.position() >= 0 && e.position() <= text.length(), e.getMessage());
      assertEquals(3, e.getMessage().split("\n", -1).length, e.getMessage());
    } catch (RuntimeException e) {
      fail("'" + text + "'", e);
    }
  }
}
