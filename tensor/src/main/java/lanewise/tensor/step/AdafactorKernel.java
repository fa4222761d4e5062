package lanewise.tensor.step;

/** A loop of {@link AdafactorStep} over a stretch of its parameter. */
interface AdafactorKernel {
  /** Lanes of a sum; twice as many doubles are handed over, for two sums. */
  int LANES = 64;

  /**
   * Treats the elements of the parameter from {@code from} to {@code from + n - 1}.
   *
   * @param v second moments of these elements, from {@code vo} on
   * @param lanes sums of squares, of updates and of the parameter: element i of the stretch is added to lane i mod 64
   */
  void run(AdafactorStep step, int from, int n, float[] v, int vo, double[] lanes);
}
