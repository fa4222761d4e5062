package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Poolings of planes that do not fit sixteen times into an array, and of windows whose pixels are not all numbers of their own as floats. */
class HugePoolingTest {
  private static final int HEIGHT = 1 << 14;
  private static final int WIDTH = 1 << 13;

  @Test
  void aPlaneOf128MebiPixels_isPooledThereAndBack() {
    PoolPlan plan = PoolPlan.windows(Shape.of(1, 1, HEIGHT, WIDTH), PoolWindow.of(3, 3).stride(HEIGHT / 2, WIDTH / 2));
    Tensor windows = Rng.seed(1).normal(0, 1, 2, 2, 3, 3);
    float[] expected = new float[4];
    long[] places = new long[4];
    Tensor x = Tensor.zeros(1, 1, HEIGHT, WIDTH);
    for (int w = 0; w < 4; w++) {
      expected[w] = Float.NEGATIVE_INFINITY;
      for (int tap = 0; tap < 9; tap++) {
        float value = windows.get(w / 2, w % 2, tap / 3, tap % 3);
        int row = w / 2 * (HEIGHT / 2) + tap / 3;
        int column = w % 2 * (WIDTH / 2) + tap % 3;
        x.reshape(HEIGHT, WIDTH).slice(row, row + 1).reshape(WIDTH).slice(column, column + 1).copyFrom(Tensor.full(value, 1));
        if (value > expected[w]) {
          expected[w] = value;
          places[w] = (long) row * WIDTH + column;
        }
      }
    }
    Pooling.Maxima maxima = Pooling.maxima(x, plan);
    x = null;
    assertArrayEquals(expected, maxima.values().toArray());
    assertArrayEquals(places, maxima.indices().toArray());
    Tensor dx = maxima.gradient(Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2)).reshape(HEIGHT * WIDTH);
    for (int w = 0; w < 4; w++) {
      assertEquals(w + 1, dx.get((int) places[w]));
    }
    assertEquals(10, Reduce.sum(dx));
  }

  @Test
  void windowsOfMorePixelsThanFloatsCount_areRefusedWhereTheirPlacesAreAsked() {
    PoolPlan plan = PoolPlan.adaptive(Shape.of(0, 1, 1 << 12, (1 << 12) + 1), 1, 1);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Pooling.maxima(Tensor.zeros(0, 1, 1 << 12, (1 << 12) + 1), plan));
    assertTrue(e.getMessage().contains("4096 x 4097 = 16781312 pixels") && e.getMessage().contains("up to 16777216"), e.getMessage());
    Tensor largest = Tensor.zeros(0, 1, 1 << 12, 1 << 12);
    assertEquals(Shape.of(0, 1, 1, 1), Pooling.maxima(largest, PoolPlan.adaptive(largest.shape(), 1, 1)).values().shape());
    assertEquals(Shape.of(0, 1, 1, 1), Pooling.max(Tensor.zeros(0, 1, 1 << 12, (1 << 12) + 1), plan).shape());
  }
}
