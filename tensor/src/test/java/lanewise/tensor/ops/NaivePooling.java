package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.Tensor;

/** Pooling from its definition, one window after the other: the oracle. Windows are lists of taps inside the image, in row order. */
final class NaivePooling {
  private NaivePooling() {}

  /** A tap. */
  record Tap(int h, int w) {}

  /** The windows of a pooling and what their means divide by. */
  interface Windows {
    List<Tap> taps(int oh, int ow);

    default float divisor(int oh, int ow) {
      return taps(oh, ow).size();
    }
  }

  /** A window that moves: its taps inside the image. */
  static List<Tap> taps(PoolWindow p, int height, int width, int oh, int ow) {
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < p.kernelHeight(); i++) {
      for (int j = 0; j < p.kernelWidth(); j++) {
        int h = oh * p.strideH() - p.paddingH() + i * p.dilationH();
        int w = ow * p.strideW() - p.paddingW() + j * p.dilationW();
        if (h >= 0 && h < height && w >= 0 && w < width) {
          taps.add(new Tap(h, w));
        }
      }
    }
    return taps;
  }

  /** The tap with the largest value: the first of equals, the last NaN; null without any. */
  static Tap largest(Tensor x, int n, int c, List<Tap> taps) {
    Tap best = taps.isEmpty() ? null : taps.getFirst();
    float most = Float.NEGATIVE_INFINITY;
    for (Tap t : taps) {
      float v = x.get(n, c, t.h, t.w);
      if (v > most || Float.isNaN(v)) {
        most = v;
        best = t;
      }
    }
    return best;
  }

  /** Rows are added up, then the rows' sums. */
  static float mean(Tensor x, int n, int c, Windows windows, int oh, int ow) {
    float sum = -0f;
    float row = -0f;
    int h = -1;
    for (Tap t : windows.taps(oh, ow)) {
      if (t.h != h && h >= 0) {
        sum += row;
        row = -0f;
      }
      h = t.h;
      row += x.get(n, c, t.h, t.w);
    }
    return h < 0 ? 0 : (sum + row) / windows.divisor(oh, ow);
  }

  static Tensor max(Tensor x, int[] outShape, Windows windows) {
    return Elements.of(outShape, at -> {
      Tap t = largest(x, at[0], at[1], windows.taps(at[2], at[3]));
      return t == null ? Float.NEGATIVE_INFINITY : x.get(at[0], at[1], t.h, t.w);
    });
  }

  static long[] indices(Tensor x, int[] outShape, Windows windows) {
    List<Long> all = new ArrayList<>();
    Elements.of(outShape, at -> {
      Tap t = largest(x, at[0], at[1], windows.taps(at[2], at[3]));
      all.add(t == null ? -1L : (long) t.h * x.shape().dim(3) + t.w);
      return 0;
    });
    return all.stream().mapToLong(i -> i).toArray();
  }

  /** The pixels of a plane in 64 lanes, and the tree over those that have one. */
  private static float meanOfPlane(Tensor x, int n, int c, Windows windows) {
    float[] lanes = new float[64];
    Arrays.fill(lanes, -0f);
    int pixel = 0;
    for (Tap t : windows.taps(0, 0)) {
      lanes[pixel++ % 64] += x.get(n, c, t.h, t.w);
    }
    for (int half = 32; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0] / windows.divisor(0, 0);
  }

  static Tensor mean(Tensor x, int[] outShape, Windows windows) {
    boolean whole = outShape[2] * outShape[3] == 1 && windows.taps(0, 0).size() == x.shape().dim(2) * x.shape().dim(3);
    if (whole) {
      return Elements.of(outShape, at -> meanOfPlane(x, at[0], at[1], windows));
    }
    return Elements.of(outShape, at -> mean(x, at[0], at[1], windows, at[2], at[3]));
  }

  static Tensor maxGradient(Tensor x, Tensor dy, Windows windows) {
    float[] dx = new float[x.size()];
    Elements.of(dy.shape().toArray(), at -> {
      Tap t = largest(x, at[0], at[1], windows.taps(at[2], at[3]));
      if (t != null) {
        dx[index(x, at, t)] += dy.get(at);
      }
      return 0;
    });
    return Tensor.of(dx, x.shape().toArray());
  }

  static Tensor meanGradient(int[] shape, Tensor dy, Windows windows) {
    Tensor zeros = Tensor.zeros(shape);
    float[] dx = new float[zeros.size()];
    Elements.of(dy.shape().toArray(), at -> {
      float share = dy.get(at) / windows.divisor(at[2], at[3]);
      windows.taps(at[2], at[3]).forEach(t -> dx[index(zeros, at, t)] += share);
      return 0;
    });
    return Tensor.of(dx, shape);
  }

  private static int index(Tensor x, int[] at, Tap t) {
    return ((at[0] * x.shape().dim(1) + at[1]) * x.shape().dim(2) + t.h) * x.shape().dim(3) + t.w;
  }
}
