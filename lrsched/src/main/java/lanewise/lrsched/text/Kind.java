package lanewise.lrsched.text;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.lrsched.Schedule;

/**
 * A kind of schedule in the text form: its names, its record and its parameters in the order of the text. The records say all that is needed to make
 * one from arguments and to read the arguments off one, so that no kind needs code of its own; a record inside the record counts as its components.
 */
final class Kind {
  private final String name;
  private final List<String> otherNames;
  private final Class<? extends Record> type;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Map<String, Object> fixed = new HashMap<>();

  private Kind(String name, List<String> otherNames, Class<? extends Record> type) {
    this.name = name;
    this.otherNames = otherNames;
    this.type = type;
  }

  static <T extends Record & Schedule> Kind of(String name, Class<T> type, String... otherNames) {
    return new Kind(name, List.of(otherNames), type);
  }

  /** Adds parameters that have to be given. */
  Kind needs(String... components) {
    for (String c : components) {
      parameters.add(Parameter.of(component(c), Optional.empty(), "", true));
    }
    return this;
  }

  /** Adds a parameter with a default. */
  Kind option(String component, Object standard) {
    Parameter p = Parameter.of(component(component), Optional.of(given -> standard), "", false);
    parameters.add(Parameter.of(component(component), p.standard(), Printer.value(p, standard, 1), false));
    return this;
  }

  /** Adds a parameter with a default, called so, that is printed nevertheless: it is one of the main ones. */
  Kind usual(String component, String called, Object standard) {
    parameters.add(Parameter.of(component(component), Optional.of(given -> standard), called, true));
    return this;
  }

  /** Adds a parameter whose default follows from the ones before it, and is called so. */
  Kind option(String component, String called, Function<Map<String, Object>, Object> standard) {
    parameters.add(Parameter.of(component(component), Optional.of(standard), called, false));
    return this;
  }

  /** A component that has no text: only records with this value can be printed. */
  Kind fixed(String component, Object value) {
    fixed.put(component(component).getName(), value);
    return this;
  }

  String name() {
    return name;
  }

  /** All names, the one that is printed first. */
  Stream<String> names() {
    return Stream.concat(Stream.of(name), otherNames.stream());
  }

  Class<? extends Record> type() {
    return type;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Whether a call may have so many arguments, those with a name included, and such names. */
  boolean fits(int arguments, List<String> names) {
    return arguments <= parameters.size() && arguments >= parameters.stream().filter(p -> p.standard().isEmpty()).count()
        && names.stream().allMatch(n -> parameters.stream().anyMatch(p -> Names.key(p.name()).equals(Names.key(n))));
  }

  /** How it is written, with the defaults: step(step_size, gamma=0.1). */
  String usage() {
    return name + parameters.stream()
        .map(p -> p.name() + (p.standard().isPresent() ? "=" + p.standardText() : ""))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * The schedule with these values of the parameters, by the names of their components.
   *
   * @throws IllegalArgumentException as the record does
   */
  Schedule make(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(fixed);
    return (Schedule) make(type, all);
  }

  /** The values of the parameters of a schedule; empty if it has no text. */
  Optional<Map<String, Object>> values(Record schedule) {
    Map<String, Object> values = new HashMap<>();
    read(schedule, values);
    boolean printable = fixed.entrySet().stream().allMatch(f -> f.getValue().equals(values.get(f.getKey())));
    return printable ? Optional.of(values) : Optional.empty();
  }

  private RecordComponent component(String component) {
    return component(type, component).orElseThrow(() -> new IllegalStateException(type + " has no component " + component));
  }

  private static Optional<RecordComponent> component(Class<?> record, String component) {
    for (RecordComponent c : record.getRecordComponents()) {
      if (isPart(c)) {
        Optional<RecordComponent> inside = component(c.getType(), component);
        if (inside.isPresent()) {
          return inside;
        }
      } else if (c.getName().equals(component)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  /** Whether a component is a record of further options. */
  private static boolean isPart(RecordComponent component) {
    return component.getType().isRecord();
  }

  private static Record make(Class<?> record, Map<String, Object> values) {
    RecordComponent[] components = record.getRecordComponents();
    Object[] arguments = Arrays.stream(components)
        .map(c -> isPart(c) ? make(c.getType(), values) : values.get(c.getName()))
        .toArray();
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (Record) record.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make a " + record.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + record.getSimpleName(), e);
    }
  }

  private static void read(Record from, Map<String, Object> values) {
    for (RecordComponent c : from.getClass().getRecordComponents()) {
      try {
        Object value = c.getAccessor().invoke(from);
        if (isPart(c)) {
          read((Record) value, values);
        } else {
          values.put(c.getName(), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + c, e);
      }
    }
  }
}
