package lanewise.cli;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import lanewise.train.Recipe;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From the text after an option to its value; a text that does not do is refused together with what is allowed. */
abstract class Values<T> implements ITypeConverter<T> {
  private static final int MAX_THREADS = 256;

  private final Function<String, T> parser;
  private final Predicate<T> range;
  private final String allowed;

  private Values(Function<String, T> parser, Predicate<T> range, String allowed) {
    this.parser = parser;
    this.range = range;
    this.allowed = allowed;
  }

  @Override
  public final T convert(String text) {
    try {
      T value = parser.apply(text);
      if (range.test(value)) {
        return value;
      }
    } catch (IllegalArgumentException _) {
      // the refusal below says all that the parser could say
    }
    throw new TypeConversionException("'" + text + "'; allowed: " + allowed);
  }

  /** A number of things. */
  static final class Count extends Values<Integer> {
    Count() {
      super(Integer::valueOf, n -> n >= 1, "a whole number >= 1");
    }
  }

  /** A number of threads. */
  static final class Threads extends Values<Integer> {
    Threads() {
      super(Integer::valueOf, n -> n >= 1 && n <= MAX_THREADS, "a whole number, 1.." + MAX_THREADS);
    }
  }

  /** A learning rate. */
  static final class Rate extends Values<Double> {
    Rate() {
      super(Double::valueOf, rate -> rate > 0 && rate < Double.POSITIVE_INFINITY, "a finite number > 0");
    }
  }

  /** A base rate for schedules. */
  static final class BaseRate extends Values<Double> {
    BaseRate() {
      super(Double::valueOf, rate -> rate >= 0 && rate < Double.POSITIVE_INFINITY, "a finite number >= 0");
    }
  }

  /** The last step of a schedule. */
  static final class LastStep extends Values<Long> {
    LastStep() {
      super(Long::valueOf, n -> n >= 1 && n <= SchedulesCommand.MAX_STEPS, "a whole number, 1.." + SchedulesCommand.MAX_STEPS);
    }
  }

  /** A seed. */
  static final class Seed extends Values<Long> {
    Seed() {
      super(Long::valueOf, _ -> true, "a whole number of 64 bits");
    }
  }

  /** A recipe by its name. */
  static final class RecipeName extends Values<Recipe> {
    RecipeName() {
      super(Recipe::of, _ -> true, Recipe.labels());
    }
  }

  /** A file or folder. */
  static final class Place extends Values<Path> {
    Place() {
      super(Path::of, path -> !path.toString().isBlank(), "a path");
    }
  }
}
