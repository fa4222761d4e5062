package lanewise.tensor.ops.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.ConvGeometry;

/**
 * Weights in the order in which a kernel reads them, kept from one call without a gradient to the next.
 *
 * <p>What is kept hangs on the weight's tensor and goes with it: a copy of the values, and what was packed from that copy, for at most
 * {@value #MOST_FORMS} orders. Each use compares the values with the copy, which costs a small part of the packing: nobody has to report a write, and
 * a write that other threads see half done leaves nothing behind. Values that differ are packed for this call alone; they are kept when they are met
 * a second time, so that weights which change from call to call, or views that live for one call, cost nothing more than the packing.
 */
public final class PackedWeights {
  private static final int MOST_FORMS = 4;
  /** Values that are looked at to guess whether two calls have met the same weights. */
  private static final int SAMPLES = 32;
  private static final int INFINITE = 0x7f800000;

  private final float[] array;
  private final boolean finite;

  private PackedWeights(float[] array, boolean finite) {
    this.array = array;
    this.finite = finite;
  }

  /** An order of weights. */
  public interface Order {
    /** Equal for orders that are the same for weights of one shape. */
    Object key();

    int packedSize();

    /** Packs row-major weights at {@code wo}. */
    void pack(float[] w, int wo, float[] packed);
  }

  /** Who packs, and the width of the tile. */
  public record Key(Class<?> kind, ConvGeometry geometry, int width) {}

  /** Packed once; a few of the values then. */
  private record Met(int samples) {
    static Met of(float[] values, int at, int size) {
      int hash = 0;
      int step = Math.max(1, size / SAMPLES);
      for (int i = 0; i < size; i += step) {
        hash = 31 * hash + Float.floatToRawIntBits(values[at + i]);
      }
      return new Met(hash);
    }
  }

  private record Form(Object key, PackedWeights weights) {}

  /** A copy of the values, and what was made from it. */
  private record Kept(float[] values, List<Form> forms) {
    PackedWeights find(Object key) {
      for (Form f : forms) {
        if (f.key.equals(key)) {
          return f.weights;
        }
      }
      return null;
    }

    Kept with(Form form) {
      List<Form> all = new ArrayList<>(forms.subList(Math.max(0, forms.size() + 1 - MOST_FORMS), forms.size()));
      all.add(form);
      return new Kept(values, List.copyOf(all));
    }
  }

  /**
   * The packed weights.
   *
   * @param keep whether they may be kept: not while the weights are trained
   */
  public static PackedWeights of(Tensor weight, Order order, boolean keep) {
    Tensor w = TensorAccess.rowMajor(weight);
    float[] values = TensorAccess.values(w);
    int at = TensorAccess.offset(w);
    if (!keep || w != weight) {
      return once(values, at, w.size(), order);
    }
    Object memo = TensorAccess.memo(w);
    if (memo instanceof Kept kept && Arrays.mismatch(values, at, at + w.size(), kept.values, 0, kept.values.length) < 0) {
      PackedWeights known = kept.find(order.key());
      return known != null ? known : added(w, kept, order);
    }
    Met met = Met.of(values, at, w.size());
    if (met.equals(memo)) {
      return added(w, new Kept(Arrays.copyOfRange(values, at, at + w.size()), List.of()), order);
    }
    TensorAccess.memo(w, met);
    return once(values, at, w.size(), order);
  }

  /** From the copy, not from the values: those may change at this moment. */
  private static PackedWeights added(Tensor w, Kept kept, Order order) {
    float[] packed = new float[order.packedSize()];
    order.pack(kept.values, 0, packed);
    PackedWeights weights = new PackedWeights(packed, finite(kept.values, 0, kept.values.length));
    TensorAccess.memo(w, kept.with(new Form(order.key(), weights)));
    return weights;
  }

  private static PackedWeights once(float[] values, int at, int size, Order order) {
    float[] packed = TensorAccess.values(TensorAccess.create(Shape.of(order.packedSize()), Layout.ROW_MAJOR));
    order.pack(values, at, packed);
    return new PackedWeights(packed, finite(values, at, size));
  }

  private static boolean finite(float[] values, int at, int size) {
    int most = 0;
    for (int i = at; i < at + size; i++) {
      most = Math.max(most, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
    }
    return most < INFINITE;
  }

  /** The weights; the array may be longer. */
  public float[] array() {
    return array;
  }

  /** True if no weight is infinite or NaN. */
  public boolean isFinite() {
    return finite;
  }
}
