package lanewise.train.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/**
 * The batches of an image set in a certain order: that of the set, or a shuffled one. Every image comes exactly once; the last batch may be short.
 *
 * <p>A batch's tensors belong to the scope that is open when the batch is made. So that a training step gives them back with everything else it made,
 * ask for the batch inside the step's scope:
 *
 * <pre>{@code
 * Loader epoch = loader.shuffled(rng.split("shuffle", 1));
 * for (int step = 0; step < epoch.size(); step++) {
 *   try (var _ = Scope.open()) {
 *     Batch batch = epoch.batch(step);
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>{@code for (Batch batch : loader)} is the short form where no scope is used; there the garbage collector takes the batches. Immutable, for any
 * number of threads.
 */
public final class Loader implements Iterable<Batch> {
  private final ImageSet set;
  private final int batchSize;
  private final float[] table;
  private final int[] order;

  private Loader(ImageSet set, int batchSize, float[] table, int[] order) {
    this.set = set;
    this.batchSize = batchSize;
    this.table = table;
    this.order = order;
  }

  /**
   * Batches in the order of the set.
   *
   * @param batchSize images in every batch but the last, >= 1
   * @throws IllegalArgumentException if the batch size is out of range
   */
  public static Loader of(ImageSet set, int batchSize, Normalization normalization) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + "; allowed: >= 1");
    }
    int[] order = new int[set.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return new Loader(set, batchSize, normalization.table(), order);
  }

  /** The same images in the order {@code rng.permutation(set.size())}: a function of the random stream and the number of images alone. */
  public Loader shuffled(Rng rng) {
    return new Loader(set, batchSize, table, rng.permutation(set.size()));
  }

  /** The images. */
  public ImageSet set() {
    return set;
  }

  /** Images in every batch but the last. */
  public int batchSize() {
    return batchSize;
  }

  /** Number of batches: the images divided by the batch size, rounded up. */
  public int size() {
    return (set.size() - 1) / batchSize + 1;
  }

  /**
   * One batch; its tensors belong to the scope that is open now.
   *
   * @param step in 0..size()-1
   * @throws IndexOutOfBoundsException outside that range
   */
  public Batch batch(int step) {
    int from = Objects.checkIndex(step, size()) * batchSize;
    int to = from + Math.min(batchSize, set.size() - from);
    int count = to - from;
    Tensor images = Tensor.gather(set.pixels(), set.height() * set.width(), order, from, to, table, count, 1, set.height(), set.width());
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = set.label(order[from + i]);
    }
    return new Batch(images, LongTensor.of(labels, count));
  }

  /** The batches one after the other; each belongs to the scope that is open when {@link Iterator#next()} is called. */
  @Override
  public Iterator<Batch> iterator() {
    return new Iterator<>() {
      private int step;

      @Override
      public boolean hasNext() {
        return step < size();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("after the last of " + size() + " batches");
        }
        return batch(step++);
      }
    };
  }
}
