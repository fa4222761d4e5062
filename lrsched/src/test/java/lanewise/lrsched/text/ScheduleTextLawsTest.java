package lanewise.lrsched.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.lrsched.Knot;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScheduleTextLawsTest {
  private static final List<Kind> KINDS = Kinds.all().toList();

  /** Schedules of every kind, nested to depth 4, with random values of every parameter. */
  @Provide
  Arbitrary<Schedule> schedules() {
    return Arbitraries.randomValue(random -> schedule(random, 4));
  }

  private static Schedule schedule(Random random, int depth) {
    for (int tries = 0; tries < 50; tries++) {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      boolean nests = kind.parameters().stream().anyMatch(p -> p.type() == Schedule.class || p.written() == Parameter.Written.SCHEDULES);
      Optional<Schedule> made = nests && depth == 1 ? Optional.empty() : make(kind, random, depth);
      if (made.isPresent()) {
        return made.get();
      }
    }
    return new Step(1 + random.nextInt(9), random.nextDouble());
  }

  /** A schedule of a kind; empty if the values drawn do not go together. */
  private static Optional<Schedule> make(Kind kind, Random random, int depth) {
    Map<String, Object> values = new HashMap<>();
    int size = 1 + random.nextInt(3);
    for (Parameter p : kind.parameters()) {
      boolean standard = p.standard().isPresent() && random.nextInt(3) == 0;
      boolean oneFewer = p.key().equals("milestones") && !kind.name().equals("multi_step");
      try {
        values.put(p.key(), standard ? p.standard().get().apply(values) : value(p, random, depth, oneFewer ? size - 1 : size));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(kind.make(values));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Object value(Parameter p, Random random, int depth, int size) {
    return switch (p.written()) {
      case REAL -> real(random);
      case WHOLE -> whole(random);
      case INT -> 1 + random.nextInt(5);
      case FLAG -> random.nextBoolean();
      case OPTION -> p.type().getEnumConstants()[random.nextInt(p.type().getEnumConstants().length)];
      case REALS -> IntStream.range(0, size).mapToObj(i -> real(random)).toList();
      case WHOLES -> IntStream.range(0, size).mapToObj(i -> 10L * i + 1 + random.nextInt(10)).toList();
      case KNOTS -> IntStream.range(0, size).mapToObj(i -> new Knot(10L * i + random.nextInt(10), real(random))).toList();
      case SCHEDULE -> schedule(random, depth - 1);
      case SCHEDULES -> IntStream.range(0, size).mapToObj(i -> schedule(random, depth - 1)).toList();
    };
  }

  private static double real(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0.0;
      case 1 -> 1.0;
      case 2 -> 1 + 9 * random.nextDouble();
      case 3 -> Math.pow(10, -12 * random.nextDouble());
      default -> random.nextDouble();
    };
  }

  private static long whole(Random random) {
    return random.nextInt(10) == 0 ? random.nextLong(1L << 53) : random.nextInt(50);
  }

  @Property(tries = 2000)
  void readingAPrintedScheduleGivesAnEqualOne(@ForAll("schedules") Schedule schedule) {
    String text = ScheduleText.print(schedule);
    Schedule again = ScheduleText.parse(text);
    assertEquals(schedule, again, text);
    assertEquals(text, ScheduleText.print(again));
  }

  @Property(tries = 1000)
  void theJoinedTextOfTwoSchedulesIsTheirComposition(@ForAll("schedules") Schedule a, @ForAll("schedules") Schedule b) {
    String left = ScheduleText.print(a);
    String right = ScheduleText.print(b);
    assertEquals(a.times(b), ScheduleText.parse("(" + left + ") * (" + right + ")"));
    assertEquals(a.lasting(7).then(b), ScheduleText.parse("(" + left + ").lasting(7) then (" + right + ")"));
    assertEquals(a.scale(0.25).delay(3), ScheduleText.parse("(0.25 * (" + left + ")).delay(3)"));
  }
}
