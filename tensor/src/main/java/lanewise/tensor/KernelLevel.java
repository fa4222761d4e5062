package lanewise.tensor;

import lanewise.tensor.kernel.template.Ladder;

/** Which form of the kernels runs: the scalar twins, or SIMD at a vector width. All of them give the same bits. */
public enum KernelLevel {
  /** Plain Java loops: everywhere, also without the incubator module and without a compiler. */
  SCALAR(0),
  /** Four floats a vector (SSE, NEON). */
  SIMD128(128),
  /** Eight floats a vector (AVX2). */
  SIMD256(256),
  /** Sixteen floats a vector (AVX-512). */
  SIMD512(512);

  private final int bits;

  KernelLevel(int bits) {
    this.bits = bits;
  }

  /** Width of a vector in bits; 0 for the scalar twins. */
  public int bits() {
    return bits;
  }

  /** The name in receipts and properties: {@code scalar}, {@code simd128}, {@code simd256}, {@code simd512}. */
  public String label() {
    return this == SCALAR ? "scalar" : "simd" + bits;
  }

  /**
   * The level of this process: the widest that the machine has, or what the property {@code lanewise.kernels} demands.
   *
   * @throws IllegalStateException if the property names no level, or one that cannot be had here
   */
  public static KernelLevel current() {
    return Ladder.level();
  }

  /**
   * Why {@link #current} is in force, in a few words: that nothing wider is there, that it was demanded, or what keeps SIMD from running and how to
   * change that.
   *
   * @throws IllegalStateException as {@link #current}
   */
  public static String reason() {
    return Ladder.reason();
  }
}
