package lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import lanewise.tensor.Rng;
import org.junit.jupiter.api.Test;

class BatchNorm2dTextTest {
  @Test
  void theTextShowsTheMomentumInForce() {
    BatchNorm2d norm = (BatchNorm2d) Layers.batchNorm2d(8).momentum(0.25).init(Rng.seed(1));
    assertEquals("BatchNorm2d[numFeatures=8, eps=1.0E-5, momentum=0.25, detachedStats=false]", norm.toString());
    norm.momentum(OptionalDouble.of(0.5));
    assertEquals("BatchNorm2d[numFeatures=8, eps=1.0E-5, momentum=0.5, detachedStats=false]", norm.toString());
    norm.momentum(OptionalDouble.empty());
    assertEquals("BatchNorm2d[numFeatures=8, eps=1.0E-5, momentum=None, detachedStats=false]", norm.toString());
  }
}
