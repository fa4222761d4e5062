package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/** The sum of a stretch of floats. Order of sum: lanes (see {@link Order}). */
public interface LaneSum {
  /**
   * Adds element i to lane i mod {@link Order#LANES}, i ascending.
   *
   * @param lanes the lanes at 0; overwritten
   */
  void run(float[] x, int xo, int n, float[] lanes);

  /** The kernel at the level in force. */
  static LaneSum kernel() {
    return Templates.kernel(new SumRecipe());
  }

  /** The loop. */
  record SumRecipe() implements Exercised<LaneSum> {
    @Override
    public LaneSum scalar() {
      return (x, xo, n, lanes) -> {
        Arrays.fill(lanes, 0, Order.LANES, -0f);
        for (int i = 0; i < n; i++) {
          lanes[i % Order.LANES] += x[xo + i];
        }
      };
    }

    @Override
    public Class<?> template() {
      return LaneSumTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(LaneSum kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, 2 * n, data.out(0));
      }
      return 2 * Exercise.FLOATS;
    }
  }
}
