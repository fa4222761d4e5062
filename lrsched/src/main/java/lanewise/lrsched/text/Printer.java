package lanewise.lrsched.text;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Knot;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;

/** Writes schedules as text. */
final class Printer {
  /** What stands around a schedule, by how tightly it binds: brackets or the end, then, *, a dot. */
  private enum Around {
    NOTHING,
    THEN,
    TIMES,
    DOT
  }

  private Printer() {}

  static String print(Schedule schedule) {
    return print(schedule, Around.NOTHING, 1);
  }

  private static String print(Schedule schedule, Around around, int depth) {
    if (depth > ScheduleText.MAX_DEPTH) {
      throw new IllegalArgumentException("schedules inside one another deeper than " + ScheduleText.MAX_DEPTH + " have no text");
    }
    return switch (schedule) {
      case Sequential s when isThen(s) -> infix(s.schedules(), " then ", Around.THEN, around, depth);
      case Chained c when c.schedules().size() > 1 -> infix(c.schedules(), " * ", Around.TIMES, around, depth);
      case Record r -> call(schedule, r, depth);
      default -> throw noText(schedule);
    };
  }

  /** Whether a sequence is what then makes: at least two parts, each for its natural length. */
  private static boolean isThen(Sequential s) {
    return s.schedules().size() > 1 && IntStream.range(0, s.milestones().size()).allMatch(i -> {
      long steps = s.milestones().get(i) - (i == 0 ? 0 : s.milestones().get(i - 1));
      return s.schedules().get(i).length().equals(OptionalLong.of(steps));
    });
  }

  private static String call(Schedule schedule, Record record, int depth) {
    Kind kind = Kinds.of(schedule).orElseThrow(() -> noText(schedule));
    Map<String, Object> values = kind.values(record).orElseThrow(() -> noText(schedule));
    List<Parameter> parameters = kind.parameters();
    boolean method = Kinds.isMethod(kind);
    StringBuilder text = new StringBuilder();
    if (method) {
      text.append(print((Schedule) values.get(parameters.getFirst().key()), Around.DOT, depth + 1)).append('.');
    }
    text.append(kind.name());
    return text + parameters.stream().skip(method ? 1 : 0).filter(p -> p.placed() || !isStandard(p, values))
        .map(p -> (p.placed() ? "" : p.name() + "=") + value(p, values.get(p.key()), depth))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static boolean isStandard(Parameter p, Map<String, Object> values) {
    try {
      return p.standard().isPresent() && p.standard().get().apply(new HashMap<>(values)).equals(values.get(p.key()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A value of a parameter. */
  static String value(Parameter p, Object value, int depth) {
    return switch (p.written()) {
      case REAL -> number((Double) value);
      case WHOLE, INT, FLAG -> value.toString();
      case OPTION -> Names.snake(value.toString());
      case REALS -> items((List<?>) value, v -> number((Double) v));
      case WHOLES -> items((List<?>) value, Object::toString);
      case KNOTS -> items((List<?>) value, v -> "[" + ((Knot) v).step() + ", " + number(((Knot) v).factor()) + "]");
      case SCHEDULE -> print((Schedule) value, Around.NOTHING, depth + 1);
      case SCHEDULES -> items((List<?>) value, v -> print((Schedule) v, Around.NOTHING, depth + 1));
    };
  }

  private static String items(List<?> values, Function<Object, String> text) {
    return values.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The shortest digits that give the same double: 0.25, 1e-5, 1000. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= -4 && exponent < 7) {
      return digits.toPlainString();
    }
    return digits.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  /** Parts with a sign between them, in brackets where what stands around binds at least as tightly. */
  private static String infix(List<Schedule> parts, String sign, Around tightness, Around around, int depth) {
    String text = parts.stream().map(p -> print(p, tightness, depth + 1)).collect(Collectors.joining(sign));
    return around.compareTo(tightness) >= 0 ? "(" + text + ")" : text;
  }

  private static IllegalArgumentException noText(Schedule schedule) {
    return new IllegalArgumentException("schedule " + schedule + " has no text; allowed: schedules without functions of one's own");
  }
}
