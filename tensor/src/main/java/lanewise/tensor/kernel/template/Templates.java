package lanewise.tensor.kernel.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Makes kernels from recipes: the scalar twin, or a private copy of a template class for one vector width.
 *
 * <p>A template is an ordinary class whose constants (vector species, strides, operator) are {@code static final} fields read from its class data.
 * Each copy is a hidden class made from the same bytes, so the compiler sees true constants and one text serves every operator, stride and width. A
 * template therefore has a constructor without arguments, no nested classes and no lambdas, and is never used itself.
 */
public final class Templates {
  /** More kernels than this at once are forgotten, those in use excepted: their classes are unloaded, and made anew when asked for. */
  private static final int KEPT = 4096;
  private static final Map<Key, Object> CACHE = new ConcurrentHashMap<>();

  private Templates() {}

  /** The kernel of a recipe at the level in force; the same object for equal recipes, or at first a {@link Switch} in its place. */
  public static <K> K kernel(Recipe<K> recipe) {
    return kernel(recipe, Ladder.level().bits());
  }

  /** The kernel of a recipe at a vector width that is not wider than the level in force; 0 is the scalar twin. */
  @SuppressWarnings("unchecked")
  public static <K> K kernel(Recipe<K> recipe, int bits) {
    if (CACHE.size() > KEPT) {
      CACHE.clear();
    }
    Key key = new Key(recipe, bits);
    Object known = CACHE.get(key);
    if (known == null) {
      // Not inside the map: a recipe may ask for parts of its kernel here.
      Object made = make(recipe, bits);
      known = CACHE.putIfAbsent(key, made);
      known = known == null ? made : known;
    }
    return (K) (known instanceof Trainee<?> trainee ? trainee.kernel() : known);
  }

  private static <K> Object make(Recipe<K> recipe, int bits) {
    if (bits == 0) {
      return recipe.scalar();
    }
    return recipe instanceof Exercised<K> exercised && !KernelTrainer.vectorsAtOnce() ? new Trainee<>(exercised, bits) : specialise(recipe, bits);
  }

  /** The class data of the hidden class whose static initialiser asks. */
  public static Data data(MethodHandles.Lookup lookup) {
    try {
      return MethodHandles.classData(lookup, "_", Data.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** A new copy of a recipe's template. */
  static Object specialise(Recipe<?> recipe, int bits) {
    return copy(recipe.template(), recipe.lookup(), new Data(recipe, bits),
        template -> recipe.isolated() ? CallBoundary.around(ExactVectors.in(recipe.edit(template), bits)) : recipe.edit(template));
  }

  /**
   * An object of a private copy of a template.
   *
   * @param lookup of the template's package
   * @param edit changes the bytes of the class before they are defined
   */
  public static Object copy(Class<?> template, MethodHandles.Lookup lookup, Data data, UnaryOperator<byte[]> edit) {
    String file = template.getName().substring(template.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = template.getResourceAsStream(file)) {
      MethodHandles.Lookup copy = lookup.defineHiddenClassWithClassData(edit.apply(in.readAllBytes()), data, true);
      return copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the template " + template.getName() + " could not be specialised", e);
    }
  }

  private record Key(Recipe<?> recipe, int bits) {}

  /** What a copy of a template is made for: its recipe and the width of its vectors in bits. */
  public record Data(Recipe<?> recipe, int bits) {}
}
