package lanewise.tensor.step;

/**
 * The loop of an algorithm over a part of one parameter.
 *
 * @param <S> the description that it reads
 */
interface StepKernel<S extends Step> {
  /** Updates the elements from {@code from} to {@code to - 1}. */
  void run(S step, int from, int to);
}
