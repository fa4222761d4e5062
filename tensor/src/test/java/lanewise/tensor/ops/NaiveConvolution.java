package lanewise.tensor.ops;

import lanewise.tensor.kernel.Order;
import lanewise.tensor.ops.conv.ConvBias;
import lanewise.tensor.ops.conv.ConvWeightsStage;

/**
 * A convolution and its gradients by loops over everything, row-major arrays, written from the definition: in float as one chain in the documented
 * order, and in double together with the sum of the absolute terms, which bounds the error of any order.
 */
final class NaiveConvolution {
  private final ConvGeometry g;
  private final int batch;
  private final int inSize;
  private final int outSize;

  NaiveConvolution(ConvGeometry g, int batch) {
    this.g = g;
    this.batch = batch;
    inSize = g.inChannels() * g.inHeight() * g.inWidth();
    outSize = g.outChannels() * g.outHeight() * g.outWidth();
  }

  /** A result in double, and the sum of the absolute values of its terms. */
  record Exact(double[] value, double[] absolute) {}

  private int x(int n, int c, int h, int w) {
    return n * inSize + (c * g.inHeight() + h) * g.inWidth() + w;
  }

  private int y(int n, int o, int h, int w) {
    return n * outSize + (o * g.outHeight() + h) * g.outWidth() + w;
  }

  private int w(int o, int c, int kh, int kw) {
    return ((o * g.groupInChannels() + c % g.groupInChannels()) * g.kernelHeight() + kh) * g.kernelWidth() + kw;
  }

  /** First input channel that an output channel sees. */
  private int firstIn(int o) {
    return o / g.groupOutChannels() * g.groupInChannels();
  }

  private int lastIn(int o) {
    return firstIn(o) + g.groupInChannels();
  }

  private boolean sees(int o, int c) {
    return c >= firstIn(o) && c < lastIn(o);
  }

  private int ih(int oh, int kh) {
    return oh * g.strideH() - g.padH() + kh * g.dilationH();
  }

  private int iw(int ow, int kw) {
    return ow * g.strideW() - g.padW() + kw * g.dilationW();
  }

  private boolean inside(int ih, int iw) {
    return ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth();
  }

  /** One chain over kernel row, kernel column, input channel, ascending, from +0; the bias after. */
  float[] forward(float[] input, float[] weight, float[] bias) {
    float[] out = new float[batch * outSize];
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < g.outChannels(); o++) {
        for (int oh = 0; oh < g.outHeight(); oh++) {
          for (int ow = 0; ow < g.outWidth(); ow++) {
            float acc = 0;
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
              for (int kw = 0; kw < g.kernelWidth(); kw++) {
                for (int c = firstIn(o); c < lastIn(o) && inside(ih(oh, kh), iw(ow, kw)); c++) {
                  acc = Math.fma(input[x(n, c, ih(oh, kh), iw(ow, kw))], weight[w(o, c, kh, kw)], acc);
                }
              }
            }
            out[y(n, o, oh, ow)] = bias == null ? acc : acc + bias[o];
          }
        }
      }
    }
    return out;
  }

  /** One chain over kernel row ascending, output column ascending, output channel ascending, from +0. */
  float[] toData(float[] dy, float[] weight) {
    float[] dx = new float[batch * inSize];
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < g.inChannels(); c++) {
        for (int ih = 0; ih < g.inHeight(); ih++) {
          for (int iw = 0; iw < g.inWidth(); iw++) {
            dx[x(n, c, ih, iw)] = toDataElement(dy, weight, n, c, ih, iw, 0, g.kernelHeight());
          }
        }
      }
    }
    return dx;
  }

  /** A chain for each kernel row; the chains added, kernel row ascending. */
  float[] toDataByRows(float[] dy, float[] weight) {
    float[] dx = new float[batch * inSize];
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < g.inChannels(); c++) {
        for (int ih = 0; ih < g.inHeight(); ih++) {
          for (int iw = 0; iw < g.inWidth(); iw++) {
            boolean first = true;
            float sum = 0;
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
              int down = ih + g.padH() - kh * g.dilationH();
              if (down >= 0 && down % g.strideH() == 0 && down / g.strideH() < g.outHeight()) {
                float chain = toDataElement(dy, weight, n, c, ih, iw, kh, kh + 1);
                sum = first ? chain : sum + chain;
                first = false;
              }
            }
            dx[x(n, c, ih, iw)] = sum;
          }
        }
      }
    }
    return dx;
  }

  private float toDataElement(float[] dy, float[] weight, int n, int c, int ih, int iw, int from, int to) {
    float acc = 0;
    for (int kh = from; kh < to; kh++) {
      for (int oh = 0; oh < g.outHeight(); oh++) {
        for (int ow = 0; ow < g.outWidth() && ih(oh, kh) == ih; ow++) {
          for (int kw = 0; kw < g.kernelWidth(); kw++) {
            for (int o = 0; o < g.outChannels() && iw(ow, kw) == iw; o++) {
              acc = !sees(o, c) ? acc : Math.fma(dy[y(n, o, oh, ow)], weight[w(o, c, kh, kw)], acc);
            }
          }
        }
      }
    }
    return acc;
  }

  /** In a unit one chain over output row, output column, image from +0; units added within a group, groups added, both in order. */
  float[] toWeights(float[] input, float[] dy, int unit, int unitsPerGroup) {
    float[] dw = new float[g.outChannels() * g.groupInChannels() * g.kernelHeight() * g.kernelWidth()];
    for (int o = 0; o < g.outChannels(); o++) {
      for (int c = 0; c < g.inChannels(); c++) {
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          for (int kw = 0; kw < g.kernelWidth(); kw++) {
            float total = 0;
            for (int group = 0; group < batch; group += unit * unitsPerGroup) {
              float sum = 0;
              for (int u = group; u < Math.min(batch, group + unit * unitsPerGroup); u += unit) {
                float chain = blockChain(input, dy, o, c, kh, kw, u, Math.min(batch, u + unit), 0);
                sum = u == group ? chain : sum + chain;
              }
              total = group == 0 ? sum : total + sum;
            }
            dw[w(o, c, kh, kw)] = total;
          }
        }
      }
    }
    return dw;
  }

  /** In a group of images one chain over blocks of images, output row, output column, image of the block, from +0; groups added in order. */
  float[] toWeights(float[] input, float[] dy, ConvWeightsStage sums) {
    float[] dw = new float[g.outChannels() * g.groupInChannels() * g.kernelHeight() * g.kernelWidth()];
    for (int o = 0; o < g.outChannels(); o++) {
      for (int c = firstIn(o); c < lastIn(o); c++) {
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          for (int kw = 0; kw < g.kernelWidth(); kw++) {
            float total = 0;
            for (int group = 0; group < batch; group += sums.groupImages()) {
              float chain = 0;
              int end = Math.min(batch, group + sums.groupImages());
              for (int first = group; first < end; first += sums.block()) {
                chain = blockChain(input, dy, o, c, kh, kw, first, Math.min(end, first + sums.block()), chain);
              }
              total = group == 0 ? chain : total + chain;
            }
            dw[w(o, c, kh, kw)] = total;
          }
        }
      }
    }
    return dw;
  }

  private float blockChain(float[] input, float[] dy, int o, int c, int kh, int kw, int from, int to, float begin) {
    float acc = begin;
    for (int oh = 0; oh < g.outHeight(); oh++) {
      for (int ow = 0; ow < g.outWidth(); ow++) {
        for (int n = from; n < to && inside(ih(oh, kh), iw(ow, kw)); n++) {
          acc = Math.fma(input[x(n, c, ih(oh, kh), iw(ow, kw))], dy[y(n, o, oh, ow)], acc);
        }
      }
    }
    return acc;
  }

  /** Order of sum: channels. Pixel p of a unit goes to row p mod rows of a table of floats; rows and units are added in double. */
  float[] toBias(float[] dy) {
    int unit = ConvBias.unit(outSize);
    int pixels = g.outHeight() * g.outWidth();
    int rows = Order.channelRows(g.outChannels());
    float[] db = new float[g.outChannels()];
    for (int o = 0; o < g.outChannels(); o++) {
      double total = 0;
      for (int u = 0; u < batch; u += unit) {
        float[] table = new float[rows];
        for (int p = 0; p < (Math.min(batch, u + unit) - u) * pixels; p++) {
          table[p % rows] += dy[(u + p / pixels) * outSize + o * pixels + p % pixels];
        }
        double sum = 0;
        for (float row : table) {
          sum += row;
        }
        total += sum;
      }
      db[o] = (float) total;
    }
    return db;
  }

  /** All three at once in double: walks over every product of the convolution. */
  Exact[] exact(float[] input, float[] weight, float[] bias, float[] dy) {
    Exact out = empty(batch * outSize);
    Exact dx = empty(batch * inSize);
    Exact dw = empty(weight.length);
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < g.outChannels(); o++) {
        for (int oh = 0; oh < g.outHeight(); oh++) {
          for (int ow = 0; ow < g.outWidth(); ow++) {
            int yi = y(n, o, oh, ow);
            add(out, yi, bias[o], 1);
            for (int c = firstIn(o); c < lastIn(o); c++) {
              for (int kh = 0; kh < g.kernelHeight(); kh++) {
                for (int kw = 0; kw < g.kernelWidth(); kw++) {
                  if (inside(ih(oh, kh), iw(ow, kw))) {
                    int xi = x(n, c, ih(oh, kh), iw(ow, kw));
                    int wi = w(o, c, kh, kw);
                    add(out, yi, input[xi], weight[wi]);
                    add(dx, xi, dy[yi], weight[wi]);
                    add(dw, wi, dy[yi], input[xi]);
                  }
                }
              }
            }
          }
        }
      }
    }
    return new Exact[] {out, dx, dw};
  }

  static Exact empty(int n) {
    return new Exact(new double[n], new double[n]);
  }

  static void add(Exact to, int at, double a, double b) {
    to.value[at] += a * b;
    to.absolute[at] += Math.abs(a * b);
  }
}
