package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchTest {
  /** Every kind of parameter and result, and overloads. */
  interface Sample {
    String name();

    void run(float[] x, int at, float value);

    double run(long a, double b, int c, float d);

    default String twice() {
      return name() + name();
    }
  }

  private record Named(String name, float factor) implements Sample {
    @Override
    public void run(float[] x, int at, float value) {
      x[at] = factor * value;
    }

    @Override
    public double run(long a, double b, int c, float d) {
      return factor * (a + b + c + d);
    }
  }

  private static final Named TWIN = new Named("twin", 1);
  private static final Named VECTOR = new Named("vector", 2);

  private static Sample sample(List<?> pair) {
    return (Sample) Switch.of(MethodHandles.lookup(), Sample.class, pair);
  }

  @Test
  void untilItIsTurned_everyMethodIsTheTwins() {
    Sample sample = sample(Arrays.asList(TWIN, null));
    float[] x = new float[3];
    sample.run(x, 2, 5);
    assertArrayEquals(new float[] {0, 0, 5}, x);
    assertEquals(10, sample.run(1, 2, 3, 4));
    assertEquals("twintwin", sample.twice());
  }

  @Test
  void onceTurned_everyMethodIsTheVectorForms() {
    List<Object> pair = Arrays.asList(TWIN, null);
    Sample sample = sample(pair);
    sample.run(new float[1], 0, 1);
    pair.set(1, VECTOR);
    ((Switch) sample).toVector();
    float[] x = new float[3];
    sample.run(x, 1, 5);
    assertArrayEquals(new float[] {0, 10, 0}, x);
    assertEquals(20, sample.run(1, 2, 3, 4));
    assertEquals("vector", sample.name());
  }

  @Test
  void eachSwitch_isTurnedByItself() {
    Sample one = sample(List.of(TWIN, VECTOR));
    Sample other = sample(List.of(TWIN, VECTOR));
    assertTrue(one.getClass().isHidden());
    assertNotEquals(one.getClass(), other.getClass());
    ((Switch) one).toVector();
    assertEquals("vector", one.name());
    assertEquals("twin", other.name());
  }
}
