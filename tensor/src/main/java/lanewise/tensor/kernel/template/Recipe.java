package lanewise.tensor.kernel.template;

import java.lang.invoke.MethodHandles;

/**
 * What a kernel is made for: its constants, its scalar twin and its template. Recipes are records: equal ones share a kernel. Each distinct one is a
 * class of its own, compiled by itself: numbers that change from call to call are arguments of the kernel, not constants of the recipe.
 *
 * @param <K> the interface through which the kernel is called
 */
public interface Recipe<K> {
  /** The scalar twin: the documentation of the mathematics and the oracle of the tests. */
  K scalar();

  /** The class whose bytes are specialised. */
  Class<?> template();

  /** {@code MethodHandles.lookup()} of the template's package. */
  MethodHandles.Lookup lookup();

  /**
   * Whether the kernel is compiled by itself ({@link CallBoundary}) and knows the class of its vectors ({@link ExactVectors}). Wanted where C2
   * otherwise allocates vectors; it makes a program's start a few milliseconds longer for each kernel.
   */
  default boolean isolated() {
    return false;
  }

  /** Changes the bytes of the template before they become a kernel; by default they stay as they are. */
  default byte[] edit(byte[] template) {
    return template;
  }
}
