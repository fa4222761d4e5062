package lanewise.tensor.kernel.template;

/**
 * A recipe whose kernels can be tried out, so that the {@link KernelTrainer} makes their vector form fast in the background while the scalar twin
 * works.
 *
 * @param <K> the interface through which the kernel is called
 */
public interface Exercised<K> extends Recipe<K> {
  /**
   * The twin that stands in for the vector form of this width until that is compiled. It reads and writes the same arrays: where these are padded or
   * packed for a width, it has to know it.
   */
  default K scalar(int bits) {
    return scalar();
  }

  /**
   * Calls a kernel a few times on tiny data: main loops of a few turns, every tail, every edge, so that the compiler sees all branches. It is done
   * some thousand times.
   *
   * @param data the only arrays to read and write
   * @return floats computed, or more where one takes the twin longer than a multiply-add
   */
  int exercise(K kernel, Exercise data);
}
