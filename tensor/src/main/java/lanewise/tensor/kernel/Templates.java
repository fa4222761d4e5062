package lanewise.tensor.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  /** The kernel of a recipe at the level in force; the same object for equal recipes. */
  public static <K> K kernel(Recipe<K> recipe) {
    return kernel(recipe, Ladder.level().bits());
  }

  /** The kernel of a recipe at a vector width that is not wider than the level in force; 0 is the scalar twin. */
  @SuppressWarnings("unchecked")
  public static <K> K kernel(Recipe<K> recipe, int bits) {
    if (CACHE.size() > KEPT) {
      CACHE.clear();
    }
    return (K) CACHE.computeIfAbsent(new Key(recipe, bits), k -> bits == 0 ? recipe.scalar() : specialise(recipe, bits));
  }

  /** The class data of the hidden class whose static initialiser asks. */
  public static Data data(MethodHandles.Lookup lookup) {
    try {
      return MethodHandles.classData(lookup, "_", Data.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Object specialise(Recipe<?> recipe, int bits) {
    Class<?> template = recipe.template();
    String file = template.getName().substring(template.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = template.getResourceAsStream(file)) {
      MethodHandles.Lookup copy = recipe.lookup().defineHiddenClassWithClassData(in.readAllBytes(), new Data(recipe, bits), true);
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
