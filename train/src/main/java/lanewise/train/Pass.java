package lanewise.train;

import java.util.Locale;
import lanewise.train.data.Loader;

/** The metrics of one pass in the making: sums over the batches so far, and the time since the start. */
final class Pass {
  private final int epoch;
  private final int epochs;
  private final Split split;
  private final int batches;
  private final long start = System.nanoTime();
  private int batch;
  private long images;
  private long correct;
  private double lossSum;
  private double lastLoss;

  Pass(int epoch, int epochs, Split split, Loader loader) {
    this.epoch = epoch;
    this.epochs = epochs;
    this.split = split;
    this.batches = loader.size();
  }

  /** Adds a batch: its images, their mean loss, and how many of them were classified correctly. */
  void add(int count, double meanLoss, int correctOnes) {
    batch++;
    images += count;
    correct += correctOnes;
    lossSum += meanLoss * count;
    lastLoss = meanLoss;
  }

  double lastLoss() {
    return lastLoss;
  }

  BatchProgress progress() {
    return new BatchProgress(epoch, epochs, split, batch, batches, lastLoss, images / seconds());
  }

  EpochResult result(double lr) {
    double seconds = seconds();
    return new EpochResult(epoch, split, (double) correct / images, lossSum / images, seconds, images / seconds, lr);
  }

  private double seconds() {
    return Math.max(1, System.nanoTime() - start) * 1e-9;
  }

  /** Where the pass is, in words. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch %d, %s batch %d of %d", epoch, split.label(), batch, batches);
  }
}
