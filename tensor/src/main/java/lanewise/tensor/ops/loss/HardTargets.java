package lanewise.tensor.ops.loss;

/** Class numbers as distributions: 1 - smoothing at the class, smoothing / C everywhere. */
public final class HardTargets implements Targets {
  private final ClassTargets targets;
  private final int classes;
  private final double smoothing;
  private final double allWeights;

  /** From class numbers. */
  public HardTargets(ClassTargets targets, int classes, double smoothing) {
    this.targets = targets;
    this.classes = classes;
    this.smoothing = smoothing;
    double sum = 0;
    for (int c = 0; smoothing > 0 && c < classes; c++) {
      sum += targets.weightOfClass(c);
    }
    allWeights = sum;
  }

  @Override
  public double share(int j) {
    return targets.weightOf(j);
  }

  @Override
  public double total(int j) {
    if (targets.ignored(j)) {
      return 0;
    }
    return smoothing == 0 ? targets.weightOf(j) : (1 - smoothing) * targets.weightOf(j) + smoothing / classes * allWeights;
  }

  @Override
  public double score(int j, float[] x, int at, int step, float max, double deviations) {
    if (targets.ignored(j)) {
      return 0;
    }
    double hard = (1 - smoothing) * targets.weightOf(j) * (x[at + targets.of(j) * step] - max);
    if (smoothing == 0) {
      return hard;
    }
    double soft = deviations;
    if (targets.isWeighted()) {
      soft = 0;
      for (int c = 0; c < classes; c++) {
        soft += (double) targets.weightOfClass(c) * (x[at + c * step] - max);
      }
    }
    return hard + smoothing / classes * soft;
  }

  @Override
  public double even() {
    return targets.isWeighted() ? 0 : smoothing / classes;
  }

  @Override
  public void subtract(int j, float[] dx, int at, int step, double c) {
    if (targets.ignored(j)) {
      return;
    }
    if (smoothing > 0 && targets.isWeighted()) {
      for (int k = 0; k < classes; k++) {
        dx[at + k * step] -= (float) (c * smoothing / classes * targets.weightOfClass(k));
      }
    }
    dx[at + targets.of(j) * step] -= (float) (c * (1 - smoothing) * targets.weightOf(j));
  }
}
