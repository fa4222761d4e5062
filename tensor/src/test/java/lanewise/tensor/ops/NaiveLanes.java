package lanewise.tensor.ops;

/** What the path with the batch in the lanes sums in an order of its own, by loops over everything, row-major arrays. */
final class NaiveLanes {
  private static final int UNIT = 32;
  private static final int LANES = 16;
  private static final int BAND = 2;
  private static final int ROWS = 4;

  private final ConvGeometry g;
  private final int batch;

  NaiveLanes(ConvGeometry g, int batch) {
    this.g = g;
    this.batch = batch;
  }

  /** The gradient of the weights in the order of a plan, whatever its path. */
  static float[] toWeights(ConvPlan plan, float[] input, float[] dy) {
    if (!plan.lanes) {
      return new NaiveConvolution(plan.geometry, plan.batch).toWeights(input, dy, plan.weights);
    }
    if (byOutput(plan.geometry)) {
      return new NaiveLanes(plan.geometry, plan.batch).toWeightsByOutput(input, dy, plan.unitsPerGroup);
    }
    return plan.geometry.inChannels() < 4 ? new NaiveLanes(plan.geometry, plan.batch).toWeightsByImage(input, dy, plan.unitsPerGroup)
        : new NaiveConvolution(plan.geometry, plan.batch).toWeights(input, dy, plan.unit, plan.unitsPerGroup);
  }

  /** Few output channels, windows that move by one column, and a map that is mostly inside. */
  static boolean byOutput(ConvGeometry g) {
    return g.inChannels() >= 4 && g.strideW() == 1 && g.dilationW() == 1 && g.outChannels() <= 16 && g.inChannels() * g.kernelWidth() >= 24
        && g.outHeight() * g.outWidth() >= 128;
  }

  /** The gradient of the bias in the order of a plan. */
  static float[] toBias(ConvPlan plan, float[] dy) {
    return plan.lanes ? new NaiveLanes(plan.geometry, plan.batch).toBias(dy) : new NaiveConvolution(plan.geometry, plan.batch).toBias(dy);
  }

  private float x(float[] input, int n, int c, int h, int w) {
    return n < batch ? input[((n * g.inChannels() + c) * g.inHeight() + h) * g.inWidth() + w] : 0;
  }

  private float y(float[] dy, int n, int o, int h, int w) {
    return n < batch ? dy[((n * g.outChannels() + o) * g.outHeight() + h) * g.outWidth() + w] : 0;
  }

  private int ih(int oh, int kh) {
    return oh * g.strideH() - g.padH() + kh * g.dilationH();
  }

  private int iw(int ow, int kw) {
    return ow * g.strideW() - g.padW() + kw * g.dilationW();
  }

  /** Fewer than four input channels: 16 lanes, each a chain through a group of units; groups added lane by lane, then the lanes. */
  private float[] toWeightsByImage(float[] input, float[] dy, int unitsPerGroup) {
    float[] dw = new float[g.outChannels() * g.inChannels() * g.kernelHeight() * g.kernelWidth()];
    int at = 0;
    for (int o = 0; o < g.outChannels(); o++) {
      for (int c = 0; c < g.inChannels(); c++) {
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          for (int kw = 0; kw < g.kernelWidth(); kw++) {
            float[] lanes = new float[LANES];
            for (int from = 0; from < batch; from += unitsPerGroup * UNIT) {
              float[] group = group(input, dy, o, c, kh, kw, from, Math.min(batch, from + unitsPerGroup * UNIT));
              for (int l = 0; l < LANES; l++) {
                lanes[l] = from == 0 ? group[l] : lanes[l] + group[l];
              }
            }
            float sum = lanes[0];
            for (int l = 1; l < LANES; l++) {
              sum += lanes[l];
            }
            dw[at++] = sum;
          }
        }
      }
    }
    return dw;
  }

  /** A chain through a group of units; groups added in order. */
  private float[] toWeightsByOutput(float[] input, float[] dy, int unitsPerGroup) {
    float[] dw = new float[g.outChannels() * g.inChannels() * g.kernelHeight() * g.kernelWidth()];
    for (int i = 0; i < dw.length; i++) {
      int kw = i % g.kernelWidth();
      int kh = i / g.kernelWidth() % g.kernelHeight();
      int c = i / g.kernelWidth() / g.kernelHeight() % g.inChannels();
      int o = i / g.kernelWidth() / g.kernelHeight() / g.inChannels();
      for (int from = 0; from < batch; from += unitsPerGroup * UNIT) {
        float chain = 0;
        for (int unit = from; unit < Math.min(batch, from + unitsPerGroup * UNIT); unit += UNIT) {
          chain = unit(input, dy, o, c, kh, kw, unit, chain);
        }
        dw[i] = from == 0 ? chain : dw[i] + chain;
      }
    }
    return dw;
  }

  private float unit(float[] input, float[] dy, int o, int c, int kh, int kw, int unit, float before) {
    float chain = before;
    for (int band = 0; band < g.outHeight(); band += ROWS) {
      int end;
      for (int column = 0; column < g.outWidth(); column = end) {
        end = column + 1;
        while (end < g.outWidth() && columns(end).equals(columns(column))) {
          end++;
        }
        for (int oh = band; oh < Math.min(g.outHeight(), band + ROWS); oh++) {
          for (int ow = column; ow < end; ow++) {
            int ih = ih(oh, kh);
            int iw = iw(ow, kw);
            for (int n = unit; n < Math.min(batch, unit + UNIT) && ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth(); n++) {
              chain = Math.fma(x(input, n, c, ih, iw), y(dy, n, o, oh, ow), chain);
            }
          }
        }
      }
    }
    return chain;
  }

  private float[] group(float[] input, float[] dy, int o, int c, int kh, int kw, int from, int to) {
    float[] lanes = new float[LANES];
    for (int unit = from; unit < to; unit += UNIT) {
      for (int band = 0; band < g.outHeight(); band += BAND) {
        int column = 0;
        while (column < g.outWidth()) {
          int end = column + 1;
          while (end < g.outWidth() && columns(end).equals(columns(column))) {
            end++;
          }
          for (int oh = band; oh < Math.min(g.outHeight(), band + BAND); oh++) {
            for (int ow = column; ow < end; ow++) {
              for (int n = unit; n < unit + UNIT; n++) {
                int ih = ih(oh, kh);
                int iw = iw(ow, kw);
                if (ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth()) {
                  lanes[n % LANES] = Math.fma(x(input, n, c, ih, iw), y(dy, n, o, oh, ow), lanes[n % LANES]);
                }
              }
            }
          }
          column = end;
        }
      }
    }
    return lanes;
  }

  /** The kernel columns that meet the image at an output column. */
  private String columns(int ow) {
    StringBuilder s = new StringBuilder();
    for (int kw = 0; kw < g.kernelWidth(); kw++) {
      s.append(iw(ow, kw) < 0 ? '<' : iw(ow, kw) >= g.inWidth() ? '>' : 'x');
    }
    return s.toString();
  }

  /** In each lane a chain over the pixels; lanes of the same number mod 4 in double, then (0 + 1) + (2 + 3); units in double. */
  private float[] toBias(float[] dy) {
    float[] db = new float[g.outChannels()];
    for (int o = 0; o < db.length; o++) {
      double total = 0;
      for (int unit = 0; unit < batch; unit += UNIT) {
        double[] sums = new double[4];
        for (int n = unit; n < Math.min(batch, unit + UNIT); n++) {
          float lane = 0;
          for (int oh = 0; oh < g.outHeight(); oh++) {
            for (int ow = 0; ow < g.outWidth(); ow++) {
              lane += y(dy, n, o, oh, ow);
            }
          }
          sums[n % 4] += lane;
        }
        total += (sums[0] + sums[1]) + (sums[2] + sums[3]);
      }
      db[o] = (float) total;
    }
    return db;
  }
}
