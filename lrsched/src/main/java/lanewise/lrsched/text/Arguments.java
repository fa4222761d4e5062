package lanewise.lrsched.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import lanewise.lrsched.Knot;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.text.Parameter.Written;

/** The arguments of one call in a text, and their way to the parameters of a kind of schedule. */
final class Arguments {
  /** An argument as it is written. */
  record Argument(Optional<Token> name, Value value) {}

  /** Characters of a wrong number that a message shows. */
  private static final int MOST_SHOWN = 40;

  private final Kind kind;
  private final String text;
  private final int position;
  private final Map<Parameter, Value> given = new LinkedHashMap<>();
  private boolean named;
  private int depth;

  /** The arguments of a call whose name stands at a position. */
  private Arguments(Kind kind, String text, int position) {
    this.kind = kind;
    this.text = text;
    this.position = position;
  }

  /**
   * The schedule that a call makes.
   *
   * @param kinds what the name may mean: the first one that the number of arguments and their names fit is taken
   * @param position where the name stands
   * @param end where the call ends
   */
  static Value.Plan make(List<Kind> kinds, List<Argument> arguments, String text, int position, int end) {
    List<String> names = arguments.stream().flatMap(a -> a.name().stream()).map(Token::text).toList();
    Kind kind = kinds.stream().filter(k -> k.fits(arguments.size(), names)).findFirst().orElse(kinds.getLast());
    Arguments bound = new Arguments(kind, text, position);
    arguments.forEach(a -> a.name().ifPresentOrElse(name -> bound.add(name, a.value()), () -> bound.add(a.value())));
    return bound.make(end);
  }

  /** Adds an argument without a name: the value of the next parameter. */
  private void add(Value value) {
    if (named) {
      throw error("an argument without a name after one with a name; allowed: " + kind.usage(), value.position());
    }
    if (given.size() == kind.parameters().size()) {
      throw error("too many arguments; allowed: " + kind.usage(), value.position());
    }
    given.put(kind.parameters().get(given.size()), value);
  }

  /** Adds an argument with a name. */
  private void add(Token name, Value value) {
    named = true;
    List<String> known = kind.parameters().stream().map(Parameter::name).toList();
    Parameter parameter = kind.parameters().stream().filter(p -> Names.key(p.name()).equals(Names.key(name.text()))).findFirst()
        .orElseThrow(() -> error(kind.name() + " has no argument " + name.text() + "; " + Names.hint(name.text(), known), name.position()));
    if (given.putIfAbsent(parameter, value) != null) {
      throw error("argument " + parameter.name() + " is there twice", name.position());
    }
  }

  private Value.Plan make(int end) {
    Map<String, Object> values = new HashMap<>();
    for (Parameter p : kind.parameters()) {
      Value value = given.get(p);
      values.put(p.key(), value != null ? converted(p, value) : standard(p, values, end));
    }
    if (depth >= ScheduleText.MAX_DEPTH) {
      throw error("too many schedules inside one another; allowed: " + ScheduleText.MAX_DEPTH, position);
    }
    try {
      return new Value.Plan(kind.make(values), depth + 1, position);
    } catch (IllegalArgumentException e) {
      throw new ScheduleSyntaxException(kind.name() + ": " + e.getMessage(), text, blamed(e.getMessage()), e);
    }
  }

  private Object standard(Parameter p, Map<String, Object> values, int end) {
    Function<Map<String, Object>, Object> standard = p.standard().orElseThrow(() -> {
      String missing = kind.parameters().stream()
          .filter(q -> q.standard().isEmpty() && !given.containsKey(q))
          .map(Parameter::name)
          .collect(Collectors.joining(", "));
      return error(kind.name() + " lacks " + missing + "; allowed: " + kind.usage(), end);
    });
    try {
      return standard.apply(values);
    } catch (IllegalArgumentException e) {
      throw new ScheduleSyntaxException(kind.name() + ": " + e.getMessage(), text, position, e);
    }
  }

  /** Where the argument stands that a refusal names first; the name of the call if it names none. */
  private int blamed(String message) {
    return given.entrySet().stream()
        .filter(e -> message.equals(e.getKey().key()) || message.startsWith(e.getKey().key() + " "))
        .map(e -> e.getValue().position()).findFirst().orElse(position);
  }

  private Object converted(Parameter p, Value value) {
    return switch (p.written()) {
      case REAL -> real(p, value);
      case WHOLE -> whole(p, value);
      case INT -> (int) whole(p, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case FLAG -> flag(p, value);
      case OPTION -> option(p, value);
      case REALS -> items(p, value).stream().map(v -> real(p, v)).toList();
      case WHOLES -> items(p, value).stream().map(v -> whole(p, v)).toList();
      case KNOTS -> items(p, value).stream().map(v -> knot(p, v)).toList();
      case SCHEDULE -> schedule(p, value);
      case SCHEDULES -> items(p, value).stream().map(v -> schedule(p, v)).toList();
    };
  }

  private double real(Parameter p, Value value) {
    String digits = digits(p, Written.REAL, value);
    return number(digits).orElseThrow(() -> outside(p, digits, "a number, " + -Double.MAX_VALUE + ".." + Double.MAX_VALUE + " or inf", value));
  }

  /** What is written where a number should be. */
  private String digits(Parameter p, Written written, Value value) {
    return switch (value) {
      case Value.Number n -> n.digits();
      case Value.Word w -> w.word();
      default -> throw needs(p, written, value);
    };
  }

  private ScheduleSyntaxException outside(Parameter p, String digits, String allowed, Value value) {
    String shown = digits.length() <= MOST_SHOWN ? digits : digits.substring(0, MOST_SHOWN) + "...";
    return error(p.name() + " " + shown + "; allowed: " + allowed, value.position());
  }

  /** A number as it is written; empty if it is none or too large for a double. */
  static Optional<Double> number(String digits) {
    switch (Names.key(digits)) {
      case "inf", "+inf", "infinity", "+infinity":
        return Optional.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity":
        return Optional.of(Double.NEGATIVE_INFINITY);
      default:
        try {
          double number = Double.parseDouble(digits.replace("_", ""));
          return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
    }
  }

  private long whole(Parameter p, Value value) {
    return whole(p, value, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long whole(Parameter p, Value value, long least, long greatest) {
    String digits = digits(p, Written.WHOLE, value);
    OptionalLong number = wholeNumber(digits);
    if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > greatest) {
      throw outside(p, digits, "a whole number, " + least + ".." + greatest, value);
    }
    return number.getAsLong();
  }

  /** A whole number as it is written; empty if it is none or too large for a long. */
  private static OptionalLong wholeNumber(String digits) {
    try {
      return OptionalLong.of(new BigDecimal(digits.replace("_", "")).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private boolean flag(Parameter p, Value value) {
    if (value instanceof Value.Word w && (Names.key(w.word()).equals("true") || Names.key(w.word()).equals("false"))) {
      return Names.key(w.word()).equals("true");
    }
    throw needs(p, p.written(), value);
  }

  private Object option(Parameter p, Value value) {
    List<Object> options = List.of(p.type().getEnumConstants());
    if (value instanceof Value.Word w) {
      return options.stream().filter(o -> Names.key(o.toString()).equals(Names.key(w.word()))).findFirst().orElseThrow(() ->
          error(p.name() + " " + w.word() + "; allowed: " + names(options), value.position()));
    }
    throw error(p.name() + " needs one of: " + names(options), value.position());
  }

  private static String names(List<Object> options) {
    return options.stream().map(o -> Names.snake(o.toString())).collect(Collectors.joining(", "));
  }

  private Knot knot(Parameter p, Value value) {
    List<Value> two = items(p, value);
    if (two.size() != 2) {
      throw needs(p, p.written(), value);
    }
    try {
      return new Knot(whole(p, two.get(0)), real(p, two.get(1)));
    } catch (IllegalArgumentException e) {
      throw e instanceof ScheduleSyntaxException ? e : new ScheduleSyntaxException(kind.name() + ": " + e.getMessage(), text, value.position(), e);
    }
  }

  private Schedule schedule(Parameter p, Value value) {
    if (value instanceof Value.Plan plan) {
      depth = Math.max(depth, plan.depth());
      return plan.schedule();
    }
    throw needs(p, Written.SCHEDULE, value);
  }

  private List<Value> items(Parameter p, Value value) {
    if (value instanceof Value.Items list) {
      return new ArrayList<>(list.items());
    }
    throw needs(p, p.written(), value);
  }

  private ScheduleSyntaxException needs(Parameter p, Written written, Value value) {
    return error(p.name() + " needs " + written.called(), value.position());
  }

  private ScheduleSyntaxException error(String problem, int at) {
    return new ScheduleSyntaxException(problem, text, at);
  }
}
