package lanewise.tensor.kernel.lanes;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.elementwise.AffineKernel;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * A tensor of images {@code [N, C, H, W]} of any layout, to be read unit by unit with the batch in the lanes ({@link BatchLanes}): in place where it
 * is stored that way and nothing is pending, else through a buffer. Taken on the calling thread, read by the chunks of a run.
 */
public final class LaneSource {
  private final float[] array;
  private final int offset;
  private final boolean packed;
  private final int batch;
  private final int channels;
  private final int imageSize;
  private final AffineKernel affine;
  private final float[] scale;
  private final float[] shift;
  private final float[] normalized;
  private final float[] tables;

  private LaneSource(Tensor t, float[] array, int offset, boolean packed, AffineKernel affine, float[] scale, float[] shift, float[] normalized,
      float[] tables) {
    this.array = array;
    this.offset = offset;
    this.packed = packed;
    this.affine = affine;
    this.scale = scale;
    this.shift = shift;
    this.normalized = normalized;
    this.tables = tables;
    batch = t.shape().dim(0);
    channels = t.shape().dim(1);
    imageSize = t.size() / batch;
  }

  /** Reads this tensor, of rank 4 and not empty. */
  public static LaneSource of(Tensor t) {
    LaneForm form = TensorAccess.lanes(t);
    float[] stored = form == null ? null : TensorAccess.lanesArray(t);
    if (stored == null) {
      return channelsLast(t);
    }
    if (form.affine() != null) {
      return new LaneSource(t, stored, 0, true, Templates.kernel(new AffineKernel.AffineRecipe(new Arithmetic.Identity())),
          TensorAccess.values(form.affine().scale()), TensorAccess.values(form.affine().shift()), null, null);
    }
    if (form.gradient() != null) {
      return new LaneSource(t, stored, 0, true, null, null, null, TensorAccess.lanesArray(form.gradient().x()),
          TensorAccess.values(form.gradient().tables()));
    }
    return new LaneSource(t, stored, 0, true, null, null, null, null, null);
  }

  private static LaneSource channelsLast(Tensor t) {
    Tensor images = TensorAccess.channelsLast(t);
    Prologue prologue = TensorAccess.prologue(images);
    if (prologue == null) {
      return new LaneSource(t, TensorAccess.values(images), TensorAccess.offset(images), false, null, null, null, null, null);
    }
    return new LaneSource(t, TensorAccess.raw(images), TensorAccess.offset(images), false,
        Templates.kernel(new AffineKernel.AffineRecipe(prologue.activation())), rows(prologue.scale(), prologue.channels()),
        rows(prologue.shift(), prologue.channels()), null, null);
  }

  private static float[] rows(Tensor table, int channels) {
    float[] to = TensorAccess.values(TensorAccess.create(Shape.of(channels * BatchLanes.WIDTH), Layout.ROW_MAJOR));
    BatchLanes.spread(TensorAccess.values(table), TensorAccess.offset(table), channels, to, 0);
    return to;
  }

  /** The same values stored with the batch in the lanes and nothing pending: the tensor itself where it is so. */
  public static Tensor settled(Tensor t) {
    LaneSource source = of(t);
    if (source.direct()) {
      return t;
    }
    Tensor to = TensorAccess.createLanes(t.shape());
    float[] lanes = TensorAccess.lanesArray(to);
    WorkerPool.run(source.units(), t.size(), (u, scratch) -> {
      source.write(u, lanes, u * source.unitFloats());
      if (source.images(u) < BatchLanes.WIDTH) {
        BatchLanes.clearRest(lanes, u * source.unitFloats(), source.unitFloats(), source.images(u));
      }
    });
    return to;
  }

  /** Writes the values with channels last. */
  public static void unpack(Tensor t, float[] to) {
    LaneSource source = of(t);
    Transposition transposition = Transposition.kernel();
    WorkerPool.run(source.units(), t.size(), (u, scratch) -> {
      float[] lanes = source.unit(u, scratch, 0);
      transposition.run(lanes, source.at(u), BatchLanes.WIDTH, to, u * source.unitFloats(), source.imageSize, source.imageSize, source.images(u));
    });
  }

  /** Number of units. */
  public int units() {
    return BatchLanes.units(batch);
  }

  /** Images of unit u. */
  public int images(int u) {
    return BatchLanes.images(batch, u);
  }

  /** Floats of a unit. */
  public int unitFloats() {
    return imageSize * BatchLanes.WIDTH;
  }

  /** Pixels of an image. */
  public int pixels() {
    return imageSize / channels;
  }

  /** Floats of a pixel. */
  public int period() {
    return channels * BatchLanes.WIDTH;
  }

  /** True where units are read in place. */
  public boolean direct() {
    return packed && affine == null && tables == null;
  }

  /** The stored values, batch in the lanes and nothing applied; null where they are not stored so. */
  public float[] stored() {
    return packed ? array : null;
  }

  /** What was normalised, where a pending gradient of a normalisation is to be applied; else null. */
  public float[] normalized() {
    return normalized;
  }

  /** The tables of {@link LaneGradient} for it. */
  public float[] tables() {
    return tables;
  }

  /** The array that holds unit u at {@link #at}: the tensor's own, or buffer number {@code id} of the scratch memory. */
  public float[] unit(int u, Scratch scratch, int id) {
    if (direct()) {
      return array;
    }
    float[] to = scratch.floats(id, BatchLanes.unitSize(imageSize));
    write(u, to, 0);
    return to;
  }

  /** Where unit u begins in the array that {@link #unit} returns. */
  public int at(int u) {
    return direct() ? u * unitFloats() : 0;
  }

  private void write(int u, float[] to, int at) {
    int from = u * unitFloats();
    if (!packed) {
      int images = images(u);
      Transposition.kernel().run(array, offset + from, imageSize, to, at, BatchLanes.WIDTH, images, imageSize);
      if (images < BatchLanes.WIDTH) {
        BatchLanes.clearRest(to, at, unitFloats(), images);
      }
      if (affine != null) {
        affine.run(to, at, to, at, unitFloats(), scale, 0, shift, 0, period());
      }
    } else if (affine != null) {
      affine.run(array, from, to, at, unitFloats(), scale, 0, shift, 0, period());
    } else if (tables != null) {
      LaneGradient.of(true, LaneEpilogue.Rectify.NONE, false).run(array, from, normalized, from, to, at, pixels(), period(), tables, 0, 0, tables);
    } else {
      System.arraycopy(array, from, to, at, unitFloats());
    }
  }
}
