package lanewise.tensor.kernel;

import java.util.function.IntFunction;

/** What is said where there is no room for an array: what it was for and how many bytes that takes. */
public final class ShortMemory {
  private ShortMemory() {}

  /**
   * A new array.
   *
   * @param what what it is for, up to and without its shape or size
   * @param extent the shape or size
   * @param length number of elements
   * @param bytes of an element
   * @param make makes an array of a length
   * @throws OutOfMemoryError that names all of them, where the heap has no room
   */
  public static <A> A array(String what, Object extent, int length, int bytes, IntFunction<A> make) {
    try {
      return make.apply(length);
    } catch (OutOfMemoryError e) {
      throw onHeap(what, extent, (long) length * bytes, e);
    }
  }

  /** The error of a heap without room for so many bytes. */
  public static OutOfMemoryError onHeap(String what, Object extent, long bytes, OutOfMemoryError cause) {
    return error(what, extent, bytes, "heap, which may hold " + Runtime.getRuntime().maxMemory() + " (-Xmx),", cause);
  }

  /** The error of native memory without room for so many bytes. */
  public static OutOfMemoryError outsideHeap(String what, Object extent, long bytes, OutOfMemoryError cause) {
    return error(what, extent, bytes, "memory outside the heap, whose limit (-XX:MaxDirectMemorySize) is that of the heap unless it is set,", cause);
  }

  private static OutOfMemoryError error(String what, Object extent, long bytes, String place, OutOfMemoryError cause) {
    OutOfMemoryError named = new OutOfMemoryError(what + extent + " needs " + bytes + " bytes, and the " + place + " has no room for them");
    named.initCause(cause);
    return named;
  }
}
