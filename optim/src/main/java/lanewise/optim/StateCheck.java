package lanewise.optim;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Compares the saved state of one parameter with what its optimizer remembers of it, and collects every difference and every warning. */
final class StateCheck {
  private final ParamState saved;
  private final boolean strict;
  private final String where;
  private final List<String> differences;
  private final List<String> warnings;

  StateCheck(ParamState saved, boolean strict, String where, List<String> differences, List<String> warnings) {
    this.saved = saved;
    this.strict = strict;
    this.where = where;
    this.differences = differences;
    this.warnings = warnings;
  }

  /** One entry: there, where it has to be, and of the right kind and shape. */
  void entry(StateLayout.Entry entry, Shape parameter) {
    switch (entry.kind()) {
      case TENSOR -> entry.shape().apply(parameter).ifPresentOrElse(shape -> tensor(entry, shape), () -> absent(entry));
      case LIST -> list(entry, entry.shape().apply(parameter).orElseThrow());
      case NUMBER, COUNT -> number(entry);
      case IGNORED -> { }
    }
  }

  /** Entries that have to be there because of others. */
  void needed(List<String> names) {
    names.stream().filter(name -> !saved.names().contains(name)).forEach(this::missing);
  }

  /** Whatever is not among the entries. */
  void nothingElse(List<StateLayout.Entry> entries) {
    Set<String> names = new TreeSet<>(saved.names());
    entries.forEach(e -> names.remove(e.name()));
    names.forEach(name -> unwanted(name, "is not part of this optimizer's state"));
    saved.unusable().forEach(this::unwanted);
  }

  private void absent(StateLayout.Entry entry) {
    if (saved.names().contains(entry.name())) {
      unwanted(entry.name(), "does not belong to a parameter of this shape");
    }
  }

  /** An entry that says nothing here: a difference, or passed over with a warning. */
  private void unwanted(String name, String why) {
    String what = where + ": " + name + " " + why;
    if (strict) {
      differences.add(what);
    } else {
      warnings.add("passed over in a saved state: " + what);
    }
  }

  private void tensor(StateLayout.Entry entry, Shape shape) {
    Tensor t = saved.tensors().get(entry.name());
    if (t != null && !t.shape().equals(shape)) {
      differences.add(where + ": " + entry.name() + " has shape " + t.shape() + " instead of " + shape);
    } else if (t == null && saved.names().contains(entry.name())) {
      differences.add(where + ": " + entry.name() + " is not a tensor");
    } else if (t == null && entry.required()) {
      missing(entry.name());
    } else if (t != null && entry.notNegative()) {
      requireNotNegative(entry.name(), t);
    }
  }

  /** An entry that has to be there and is not; one that is there and cannot be used is listed as that. */
  private void missing(String name) {
    if (strict && !saved.unusable().containsKey(name)) {
      differences.add(where + ": " + name + " is missing");
    }
  }

  private void requireNotNegative(String name, Tensor t) {
    float[] x = t.toArray();
    for (int i = 0; i < x.length; i++) {
      if (x[i] < 0) {
        differences.add(where + ": " + name + " has an element " + x[i] + " at " + i + "; allowed: >= 0");
        return;
      }
    }
  }

  private void list(StateLayout.Entry entry, Shape shape) {
    List<Tensor> list = saved.lists().getOrDefault(entry.name(), List.of());
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).shape().equals(shape)) {
        differences.add(where + ": " + entry.name() + "." + i + " has shape " + list.get(i).shape() + " instead of " + shape);
      } else if (entry.notNegative()) {
        requireNotNegative(entry.name() + "." + i, list.get(i));
      }
    }
    if (saved.names().contains(entry.name()) && !saved.lists().containsKey(entry.name())) {
      differences.add(where + ": " + entry.name() + " is not a list of tensors");
    }
  }

  private void number(StateLayout.Entry entry) {
    OptionalDouble number = saved.number(entry.name());
    if (number.isEmpty()) {
      if (saved.names().contains(entry.name())) {
        differences.add(where + ": " + entry.name() + " is not a number");
      } else if (entry.required()) {
        missing(entry.name());
      }
      return;
    }
    try {
      if (entry.kind() == StateLayout.Kind.COUNT) {
        requireCount(entry.name(), number.getAsDouble());
      } else if (entry.notNegative()) {
        Checks.requireNotNegative(entry.name(), number.getAsDouble());
      } else {
        Checks.requireFinite(entry.name(), number.getAsDouble());
      }
    } catch (IllegalArgumentException e) {
      differences.add(where + ": " + e.getMessage());
    }
  }

  /** A whole number >= 0 that a double holds exactly. */
  static void requireCount(String name, double x) {
    Checks.require(x >= 0 && x == Math.rint(x) && x < 1L << 53, name, x, "a whole number >= 0");
  }
}
