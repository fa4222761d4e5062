package lanewise.lrsched.text;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lanewise.lrsched.Knot;
import lanewise.lrsched.Schedule;

/**
 * A parameter of a kind of schedule: a component of its record.
 *
 * @param key name of the component
 * @param type type of the component
 * @param written what its values are in a text
 * @param standard the default, computed from the parameters before it; empty if it has to be given
 * @param standardText the default as people read it
 * @param placed whether it is printed at its place, without its name, also where it is the default
 */
record Parameter(
    String key, Class<?> type, Written written, Optional<Function<Map<String, Object>, Object>> standard, String standardText, boolean placed) {
  /** What the value of a parameter is in a text, and how messages call it. */
  enum Written {
    REAL("a number"),
    WHOLE("a whole number"),
    INT("a whole number"),
    FLAG("true or false"),
    OPTION("a word"),
    REALS("a list of numbers"),
    WHOLES("a list of whole numbers"),
    KNOTS("a list of points [step, factor]"),
    SCHEDULE("a schedule"),
    SCHEDULES("a list of schedules");

    private final String called;

    Written(String called) {
      this.called = called;
    }

    String called() {
      return called;
    }
  }

  static Parameter of(RecordComponent component, Optional<Function<Map<String, Object>, Object>> standard, String standardText, boolean placed) {
    return new Parameter(component.getName(), component.getType(), written(component.getGenericType()), standard, standardText, placed);
  }

  /** The name as it is printed. */
  String name() {
    return Names.snake(key);
  }

  private static Written written(Type type) {
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      return Map.<Type, Written>of(Double.class, Written.REALS, Long.class, Written.WHOLES, Knot.class, Written.KNOTS,
          Schedule.class, Written.SCHEDULES).get(p.getActualTypeArguments()[0]);
    }
    if (type instanceof Class<?> c && c.isEnum()) {
      return Written.OPTION;
    }
    return Map.<Type, Written>of(double.class, Written.REAL, long.class, Written.WHOLE, int.class, Written.INT, boolean.class, Written.FLAG,
        Schedule.class, Written.SCHEDULE).get(type);
  }
}
