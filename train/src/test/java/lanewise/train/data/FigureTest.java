package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The figures are what their names say. */
class FigureTest {
  private static final float HALF_STROKE = 0.2f;

  /** Points in the figure's plane, v downwards, and whether they are covered. */
  @ParameterizedTest
  @CsvSource({
      "DISK, 0, 0, true", "DISK, 0.7, 0.7, false", "SQUARE, 0.7, 0.7, true", "SQUARE, 0, 0.8, false",
      "RING, 0, 0, false", "RING, 0.75, 0, true", "ARC, 0.75, 0, false", "ARC, -0.75, 0, true",
      "TRIANGLE, 0, -0.9, true", "TRIANGLE, 0.6, -0.4, false", "TRIANGLE, 0.7, 0.45, true",
      "CROSS, 0, 0.9, true", "CROSS, 0.9, 0, true", "CROSS, 0.5, 0.5, false",
      "ZIGZAG, 0, -0.45, true", "ZIGZAG, 0, 0.45, false", "ZIGZAG, 0.5, 0.45, true", "ZIGZAG, 0.5, -0.45, false",
      "STRIPES, 0, 0.3, true", "STRIPES, 0.31, 0.3, false", "STRIPES, 0.62, 0.3, true",
      "CHECKERBOARD, 0, 0.5, true", "CHECKERBOARD, 0.5, 0.5, false", "CHECKERBOARD, 0.5, 0, true", "CHECKERBOARD, 0, 0, false",
      "DOTS, 0, 0, true", "DOTS, 0.31, 0, false", "DOTS, 0.62, 0.62, true", "DOTS, 0.31, 0.31, false"})
  void point_isCoveredOrNot(Figure figure, float u, float v, boolean covered) {
    assertEquals(covered, figure.distance(u, v, HALF_STROKE) < 0);
  }

  @ParameterizedTest
  @EnumSource
  void everyFigure_liesInItsSquare(Figure figure) {
    for (float s = -2; s <= 2; s += 0.01f) {
      for (float limit : new float[] {-1.1f, 1.1f}) {
        assertTrue(figure.distance(s, limit, HALF_STROKE) > 0, "(" + s + ", " + limit + ")");
        assertTrue(figure.distance(limit, s, HALF_STROKE) > 0, "(" + limit + ", " + s + ")");
      }
    }
  }

  /** A step in the plane changes a distance by no more than its length: edges are as soft as asked for, nowhere softer by a jump. */
  @ParameterizedTest
  @EnumSource
  void distance_hasNoJumps(Figure figure) {
    float step = 0.005f;
    for (float u = -1.2f; u < 1.2f; u += step) {
      for (float v = -1.2f; v < 1.2f; v += 0.1f) {
        float change = Math.abs(figure.distance(u + step, v, HALF_STROKE) - figure.distance(u, v, HALF_STROKE));
        assertTrue(change <= 1.01f * step + 1e-5f, figure + " jumps by " + change + " at (" + u + ", " + v + ")");
      }
    }
  }

  @Test
  void labels_areThePositionsOfTheFigures() {
    assertEquals(10, Figure.count());
    assertEquals(Figure.DISK, Figure.of(0));
    assertEquals(Figure.DOTS, Figure.of(9));
    assertEquals("dots", SyntheticImages.CLASS_NAMES.get(9));
  }
}
