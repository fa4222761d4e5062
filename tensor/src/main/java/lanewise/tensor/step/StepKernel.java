package lanewise.tensor.step;

/**
 * The loop of an algorithm over a part of one parameter.
 *
 * @param <S> the description that it reads
 */
interface StepKernel<S extends Step> {
  /**
   * Updates the elements of the parameter from {@code from} to {@code to - 1}.
   *
   * @param shift what is added to the position of an element to find it in the gradient: 0, unless that has some rows only
   */
  void run(S step, int from, int to, int shift);
}
