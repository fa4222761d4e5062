package lanewise.tensor.ops.loss;

/** What a line is to be: a distribution q over the classes, each class with its weight w. */
interface Targets {
  /** What line j counts in the mean. */
  double share(int j);

  /** sum of w q. */
  double total(int j);

  /**
   * sum of w q (x - max).
   *
   * @param at position of the line's first score
   * @param deviations the line's sum of x - max where {@link #even} is not 0; otherwise arbitrary
   */
  double score(int j, float[] x, int at, int step, float max, double deviations);

  /** w q where it is the same for all classes but one: smoothing without weights. Otherwise 0. */
  double even();

  /** dx -= c (w q - even), c being the gradient of the line's loss. */
  void subtract(int j, float[] dx, int at, int step, double c);
}
