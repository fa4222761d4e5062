package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.pool.PoolKernel;
import lanewise.tensor.kernel.pool.PoolKernel.Kind;
import lanewise.tensor.kernel.pool.PoolPlane;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The way of images through a pooling. With channels last the kernel works on the images where they lie; row-major planes, whatever image they are
 * of, are brought into scratch sixteen or more side by side, as if they were channels. Of huge planes there are fewer; a single one needs no scratch.
 */
final class PoolStages {
  private static final int SIDE_BY_SIDE = 16;
  /** Floats of the planes side by side, where they are small. */
  private static final int BLOCK = 1 << 14;
  private static final int MOST_TOGETHER = 4;
  /** Floats of the planes side by side, where they are huge. */
  private static final int MOST_SCRATCH = 1 << 26;
  private static final int CHUNK = 1 << 15;
  /** Batches smaller than this are cut by channels as well. */
  private static final int FEW_IMAGES = 8;

  private PoolStages() {}

  /** Writes y and, by some kinds, taps. */
  static void forward(Kind kind, PoolPlane plane, Tensor x, Tensor y, Tensor taps) {
    run(kind, plane, x, y, taps, false);
  }

  /** Fills dx with zeros and adds to it. */
  static void backward(Kind kind, PoolPlane plane, Tensor dx, Tensor dy, Tensor taps) {
    run(kind, plane, dx, dy, taps, true);
  }

  /** Means of images with the batch in the lanes, or their gradient: a unit is an image with as many times the channels as it has lanes. */
  static void inLanes(Kind kind, PoolPlane plane, Tensor in, Tensor out) {
    boolean backward = kind == Kind.MEAN_GRADIENT;
    Side images = new Side(TensorAccess.lanesArray(backward ? in : LaneSource.settled(in)), 0);
    Side results = new Side(TensorAccess.lanesArray(backward ? LaneSource.settled(out) : out), 0);
    images(kind, plane, BatchLanes.units(in.shape().dim(0)), in.shape().dim(1) * BatchLanes.WIDTH, images, results, results, backward);
  }

  private static void run(Kind kind, PoolPlane plane, Tensor in, Tensor out, Tensor taps, boolean backward) {
    if (in.size() == 0 || out.size() == 0) {
      if (backward) {
        Side.of(in).zero(0, in.size());
      }
      return;
    }
    if (kind == Kind.MEAN && PlaneMeans.are(plane)) {
      PlaneMeans.run(plane, in, out);
      return;
    }
    int batch = in.shape().dim(0);
    int channels = in.shape().dim(1);
    if (TensorAccess.layout(in) == Layout.CHANNELS_LAST && channels > 1) {
      images(kind, plane, batch, channels, Side.of(in), Side.of(TensorAccess.channelsLast(out)), Side.of(TensorAccess.channelsLast(taps)), backward);
      return;
    }
    int planes = batch * channels;
    Side y = Side.of(TensorAccess.rowMajor(out));
    Side t = Side.of(TensorAccess.rowMajor(taps));
    if (kind == Kind.MAX_GRADIENT) {
      int chunk = Math.max(1, CHUNK / plane.inPixels());
      MaxGradients work = new MaxGradients(plane, plane.places(), planes, chunk, Side.of(in), y, t);
      WorkerPool.run(Math.ceilDiv(planes, chunk), nanos(plane, planes), work::chunk);
      return;
    }
    int together = sideBySide(plane);
    if (together == 1) {
      images(kind, plane, planes, 1, Side.of(in), y, t, backward);
    } else {
      planes(kind, plane, planes, together, Side.of(in), y, t, backward);
    }
  }

  /** Row-major planes side by side. */
  private static int sideBySide(PoolPlane plane) {
    int block = SIDE_BY_SIDE * Math.clamp(BLOCK / SIDE_BY_SIDE / plane.inPixels(), 1, MOST_TOGETHER);
    while (block > 1 && (long) block * Math.max(plane.inPixels(), plane.outPixels()) > MOST_SCRATCH) {
      block /= 2;
    }
    return block;
  }

  private static long nanos(PoolPlane plane, int planes) {
    return (long) planes * plane.inPixels() / 2 + (long) planes * plane.outPixels() / 2;
  }

  private static void images(Kind kind, PoolPlane plane, int batch, int channels, Side in, Side out, Side taps, boolean backward) {
    int block = batch < FEW_IMAGES ? SIDE_BY_SIDE : channels;
    int blocks = Math.ceilDiv(channels, block);
    if (backward && blocks > 1) {
      in.zero(0, batch * channels * plane.inPixels());
    }
    PoolKernel kernel = PoolKernel.of(kind, plane, Math.min(block, channels));
    Images work = new Images(kernel, plane, channels, block, blocks, in, out, taps, backward && blocks == 1);
    WorkerPool.run(batch * blocks, nanos(plane, batch * channels), work::chunk);
  }

  private static void planes(Kind kind, PoolPlane plane, int planes, int block, Side in, Side out, Side taps, boolean backward) {
    int chunk = block * Math.max(1, CHUNK / block / plane.inPixels());
    PoolKernel kernel = PoolKernel.of(kind, plane, block);
    boolean withTaps = kind == Kind.MAX_WITH_TAPS;
    Planes work = new Planes(kernel, plane, planes, block, chunk, in, out, taps, backward, withTaps);
    WorkerPool.run(Math.ceilDiv(planes, chunk), nanos(plane, planes), work::chunk);
  }

  /** An array and where a tensor begins in it. */
  private record Side(float[] array, int offset) {
    static Side of(Tensor t) {
      return new Side(TensorAccess.values(t), TensorAccess.offset(t));
    }

    void zero(int from, int to) {
      Arrays.fill(array, offset + from, offset + to, 0);
    }
  }

  /** Images with channels last; a chunk is a block of channels of one image. */
  private record Images(PoolKernel kernel, PoolPlane plane, int channels, int block, int blocks, Side in, Side out, Side taps, boolean zero) {
    void chunk(int index, Scratch scratch) {
      int image = index / blocks;
      int c = index % blocks * block;
      int inSize = plane.inPixels() * channels;
      int outSize = plane.outPixels() * channels;
      if (zero) {
        in.zero(image * inSize, (image + 1) * inSize);
      }
      kernel.run(in.array, in.offset + image * inSize + c, out.array, out.offset + image * outSize + c, taps.array,
          taps.offset + image * outSize + c, Math.min(block, channels - c), channels, plane);
    }
  }

  /** Row-major planes into which the gradients of their largest values go; a chunk is some of them. */
  private record MaxGradients(PoolPlane plane, int[] places, int planes, int together, Side in, Side out, Side taps) {
    void chunk(int index, Scratch scratch) {
      int results = plane.outPixels();
      for (int p = index * together; p < Math.min(planes, (index + 1) * together); p++) {
        PoolKernel.maxGradient(in.array, in.offset + p * plane.inPixels(), out.array, out.offset + p * results, taps.array,
            taps.offset + p * results, places, plane);
      }
    }
  }

  /** Row-major planes; a chunk is some blocks of them. Lanes without a plane compute with what is in the scratch, and nobody looks at them. */
  private record Planes(PoolKernel kernel, PoolPlane plane, int planes, int block, int chunkPlanes, Side in, Side out, Side taps, boolean backward,
      boolean withTaps) {
    void chunk(int index, Scratch scratch) {
      int last = Math.min(planes, (index + 1) * chunkPlanes);
      for (int first = index * chunkPlanes; first < last; first += block) {
        block(first, Math.min(block, last - first), scratch);
      }
    }

    private void block(int first, int count, Scratch scratch) {
      Transposition transposition = Transposition.kernel();
      int pixels = plane.inPixels();
      int results = plane.outPixels();
      float[] x = scratch.floats(0, pixels * block);
      float[] y = scratch.floats(1, results * block);
      float[] t = withTaps ? scratch.floats(2, results * block) : y;
      if (backward) {
        Arrays.fill(x, 0, pixels * block, 0);
        transposition.run(out.array, out.offset + first * results, results, y, 0, block, count, results);
      } else {
        transposition.run(in.array, in.offset + first * pixels, pixels, x, 0, block, count, pixels);
      }
      kernel.run(x, 0, y, 0, t, 0, block, block, plane);
      if (backward) {
        transposition.run(x, 0, block, in.array, in.offset + first * pixels, pixels, pixels, count);
      } else {
        transposition.run(y, 0, block, out.array, out.offset + first * results, results, results, count);
        if (withTaps) {
          transposition.run(t, 0, block, taps.array, taps.offset + first * results, results, results, count);
        }
      }
    }
  }
}
