package lanewise.gradient;

import java.util.ArrayList;
import java.util.List;

/** The operations written from their definitions, one number at a time, in double. They share no code with the library. */
final class Oracle {
  private Oracle() {}

  /** A function of two numbers. */
  interface Two {
    double of(double x, double y);
  }

  /** A function of one number. */
  interface One {
    double of(double x);
  }

  static Doubles map(Doubles x, One f) {
    Doubles y = Doubles.zeros(x.shape());
    for (int i = 0; i < x.size(); i++) {
      y.data()[i] = f.of(x.data()[i]);
    }
    return y;
  }

  static Doubles zip(Doubles x, Doubles y, Two f) {
    Doubles z = Doubles.zeros(x.shape());
    for (int i = 0; i < x.size(); i++) {
      z.data()[i] = f.of(x.data()[i], y.data()[i]);
    }
    return z;
  }

  static Doubles add(Doubles x, Doubles y) {
    return zip(x, y, Double::sum);
  }

  static Doubles multiply(Doubles x, Doubles y) {
    return zip(x, y, (a, b) -> a * b);
  }

  static Doubles generalRelu(Doubles x, double leak, double sub, double max) {
    return map(x, v -> Math.min((v >= 0 ? v : leak * v) - sub, max));
  }

  static Doubles reshape(Doubles x, int... shape) {
    return new Doubles(x.data(), shape);
  }

  static Doubles sum(Doubles x) {
    Doubles y = Doubles.zeros();
    for (double v : x.data()) {
      y.data()[0] += v;
    }
    return y;
  }

  static Doubles mean(Doubles x) {
    return map(sum(x), v -> v / x.size());
  }

  static Doubles matmul(Doubles a, Doubles b) {
    Doubles c = Doubles.zeros(a.dim(0), b.dim(1));
    for (int i = 0; i < a.dim(0); i++) {
      for (int j = 0; j < b.dim(1); j++) {
        for (int k = 0; k < a.dim(1); k++) {
          c.data()[i * b.dim(1) + j] += a.data()[i * a.dim(1) + k] * b.data()[k * b.dim(1) + j];
        }
      }
    }
    return c;
  }

  static Doubles linear(Doubles x, Doubles w, Doubles bias) {
    Doubles y = Doubles.zeros(x.dim(0), w.dim(0));
    for (int n = 0; n < x.dim(0); n++) {
      for (int o = 0; o < w.dim(0); o++) {
        double sum = bias.data()[o];
        for (int i = 0; i < w.dim(1); i++) {
          sum += x.data()[n * w.dim(1) + i] * w.data()[o * w.dim(1) + i];
        }
        y.data()[n * w.dim(0) + o] = sum;
      }
    }
    return y;
  }

  /** The numbers of a convolution besides its shapes. */
  record Window(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
    int high(int h, int kernel) {
      return (h + 2 * padH - dilationH * (kernel - 1) - 1) / strideH + 1;
    }

    int wide(int w, int kernel) {
      return (w + 2 * padW - dilationW * (kernel - 1) - 1) / strideW + 1;
    }
  }

  static Doubles conv2d(Doubles x, Doubles w, Doubles bias, Window g) {
    Doubles y = Doubles.zeros(x.dim(0), w.dim(0), g.high(x.dim(2), w.dim(2)), g.wide(x.dim(3), w.dim(3)));
    int at = 0;
    for (int n = 0; n < y.dim(0); n++) {
      for (int o = 0; o < y.dim(1); o++) {
        for (int oh = 0; oh < y.dim(2); oh++) {
          for (int ow = 0; ow < y.dim(3); ow++) {
            y.data()[at++] = bias.data()[o] + window(x, w, n, o, oh * g.strideH - g.padH, ow * g.strideW - g.padW, g);
          }
        }
      }
    }
    return y;
  }

  private static double window(Doubles x, Doubles w, int n, int o, int top, int left, Window g) {
    double sum = 0;
    for (int c = 0; c < w.dim(1); c++) {
      for (int kh = 0; kh < w.dim(2); kh++) {
        for (int kw = 0; kw < w.dim(3); kw++) {
          int ih = top + kh * g.dilationH;
          int iw = left + kw * g.dilationW;
          if (ih >= 0 && ih < x.dim(2) && iw >= 0 && iw < x.dim(3)) {
            sum += x.data()[((n * x.dim(1) + c) * x.dim(2) + ih) * x.dim(3) + iw] * w.data()[((o * w.dim(1) + c) * w.dim(2) + kh) * w.dim(3) + kw];
          }
        }
      }
    }
    return sum;
  }

  /** Mean and variance of each channel of [N, C, H, W]; the divisor of the variance is the count less {@code correction}. */
  static double[][] statistics(Doubles x, int correction) {
    int pixels = x.dim(2) * x.dim(3);
    double count = (double) x.dim(0) * pixels;
    double[] mean = new double[x.dim(1)];
    double[] variance = new double[x.dim(1)];
    for (int i = 0; i < x.size(); i++) {
      mean[i / pixels % x.dim(1)] += x.data()[i] / count;
    }
    for (int i = 0; i < x.size(); i++) {
      double d = x.data()[i] - mean[i / pixels % x.dim(1)];
      variance[i / pixels % x.dim(1)] += d * d / (count - correction);
    }
    return new double[][] {mean, variance};
  }

  static Doubles normalize(Doubles x, Doubles weight, Doubles bias, double[][] statistics, double eps) {
    int pixels = x.dim(2) * x.dim(3);
    Doubles y = Doubles.zeros(x.shape());
    for (int i = 0; i < x.size(); i++) {
      int c = i / pixels % x.dim(1);
      y.data()[i] = (x.data()[i] - statistics[0][c]) / Math.sqrt(statistics[1][c] + eps) * weight.data()[c] + bias.data()[c];
    }
    return y;
  }

  static Doubles batchNorm(Doubles x, Doubles weight, Doubles bias, double eps) {
    return normalize(x, weight, bias, statistics(x, 0), eps);
  }

  /** Statistics that are computed once, at the point where a gradient is wanted, and then stay: the notebook's normalisations. */
  static final class Frozen {
    private final List<double[][]> statistics = new ArrayList<>();
    private int next;

    /** Begins another evaluation of the same formula. */
    void rewind() {
      next = 0;
    }

    Doubles batchNorm(Doubles x, Doubles weight, Doubles bias, double eps) {
      if (next == statistics.size()) {
        statistics.add(statistics(x, 1));
      }
      return normalize(x, weight, bias, statistics.get(next++), eps);
    }
  }

  static Doubles crossEntropy(Doubles logits, long[] targets) {
    int classes = logits.dim(1);
    Doubles loss = Doubles.zeros();
    for (int n = 0; n < logits.dim(0); n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits.data()[n * classes + c]);
      }
      loss.data()[0] += (Math.log(sum) - logits.data()[n * classes + (int) targets[n]]) / logits.dim(0);
    }
    return loss;
  }
}
