package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Operands that do not fit are refused with a message that names their shapes. */
class OperationErrorsTest {
  private static final ConvGeometry G = new ConvGeometry(2, 5, 6, 3, 3, 3, 1, 1, 0, 0, 1, 1);

  private static void refused(Executable action, String... parts) {
    var e = assertThrows(IllegalArgumentException.class, action);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void product_ofMatricesThatDoNotFit() {
    refused(() -> MatMul.multiply(Tensor.zeros(2, 3), false, Tensor.zeros(4, 2), false), "[2, 3]", "[4, 2]");
    refused(() -> MatMul.multiply(Tensor.zeros(2, 3), true, Tensor.zeros(3, 2), false), "[2, 3] transposed");
    refused(() -> MatMul.multiply(Tensor.zeros(2, 3), false, Tensor.zeros(3, 2), true), "[3, 2] transposed");
    refused(() -> MatMul.multiply(Tensor.zeros(3), false, Tensor.zeros(3, 2), false), "[3]");
    refused(() -> MatMul.multiply(Tensor.zeros(1, 2, 3), false, Tensor.zeros(3, 2), false), "[1, 2, 3]");
  }

  @Test
  void broadcasting_toMoreElementsThanAnArrayHolds() {
    Tensor column = Tensor.zeros(65536, 1);
    Tensor row = Tensor.zeros(1, 65536);
    String most = "allowed: at most 2147483647 elements";
    refused(() -> Elementwise.add(column, row), "add of shapes [65536, 1] and [1, 65536]", "[65536, 65536]", most);
    refused(() -> Elementwise.where(BoolTensor.scalar(true), row, column), "where of shapes [1, 65536] and [65536, 1]", most);
    refused(() -> Expansion.expand(row, 65536, -1), "expand of shape [1, 65536] to [65536, 65536]", most);
    assertEquals(0, Elementwise.add(Tensor.zeros(65536, 0, 1), Tensor.zeros(1, 65536)).size());
  }

  @Test
  void linearMap_withABiasOfAnotherSize() {
    Tensor x = Tensor.zeros(4, 3);
    Tensor w = Tensor.zeros(2, 3);
    refused(() -> MatMul.linear(x, w, Tensor.zeros(3)), "bias of shape [3]", "[2]");
    refused(() -> MatMul.linear(x, w, Tensor.zeros(1)), "bias of shape [1]", "[2]");
    refused(() -> MatMul.linear(x, w, Tensor.zeros(1, 2)), "bias of shape [1, 2]", "[2]");
  }

  @Test
  void convolution_ofAnythingThatIsNotItsGeometry() {
    Tensor x = Tensor.zeros(4, 2, 5, 6);
    Tensor w = Tensor.zeros(3, 2, 3, 3);
    Tensor dy = Tensor.zeros(4, 3, 3, 4);
    refused(() -> Convolution.forward(Tensor.zeros(4, 3, 5, 6), w, Optional.empty(), G), "input of shape [4, 3, 5, 6]", "[N, 2, 5, 6]");
    refused(() -> Convolution.forward(Tensor.zeros(2, 5, 6), w, Optional.empty(), G), "input of shape [2, 5, 6]");
    refused(() -> Convolution.forward(x, Tensor.zeros(3, 2, 3, 2), Optional.empty(), G), "weight of shape [3, 2, 3, 2]", "[3, 2, 3, 3]");
    refused(() -> Convolution.forward(x, w, Optional.of(Tensor.zeros(2)), G), "bias of shape [2]", "[3]");
    refused(() -> Convolution.toData(Tensor.zeros(4, 3, 3, 3), w, G), "gradient of shape [4, 3, 3, 3]", "[N, 3, 3, 4]");
    refused(() -> Convolution.toData(dy, Tensor.zeros(2, 3, 3, 3), G), "weight of shape");
    refused(() -> Convolution.toWeights(x, Tensor.zeros(3, 3, 3, 4), true, G), "gradient of shape [3, 3, 3, 4]", "[4, 3, 3, 4]");
    refused(() -> Convolution.toWeights(Tensor.zeros(4, 2, 6, 5), dy, true, G), "input of shape [4, 2, 6, 5]");
  }

  @Test
  void geometry_withANumberOutsideItsRange() {
    refused(() -> new ConvGeometry(0, 5, 5, 1, 1, 1, 1, 1, 0, 0, 1, 1), "inChannels 0; allowed: >= 1");
    refused(() -> new ConvGeometry(1, 5, 5, 0, 1, 1, 1, 1, 0, 0, 1, 1), "outChannels 0; allowed: >= 1");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 0, 1, 1, 1, 0, 0, 1, 1), "kernelHeight 0");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, -1, 1, 1, 0, 0, 1, 1), "kernelWidth -1");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 0, 1, 0, 0, 1, 1), "strideH 0");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 1, 0, 0, 0, 1, 1), "strideW 0");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 1, 1, -1, 0, 1, 1), "padH -1; allowed: >= 0");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 1, 1, 0, -2, 1, 1), "padW -2");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 1, 1, 0, 0, 0, 1), "dilationH 0");
    refused(() -> new ConvGeometry(1, 5, 5, 1, 1, 1, 1, 1, 0, 0, 1, 0), "dilationW 0");
    refused(() -> new ConvGeometry(1, 0, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1), "inHeight 0; allowed: >= 1");
    refused(() -> new ConvGeometry(1, 5, -1, 1, 1, 1, 1, 1, 3, 3, 1, 1), "inWidth -1; allowed: >= 1");
  }

  @Test
  void geometry_whoseKernelDoesNotFitThePaddedImage() {
    refused(() -> new ConvGeometry(1, 2, 9, 1, 5, 1, 1, 1, 1, 0, 1, 1), "kernel of 5x1", "image of 2x9", "padding 1x0");
    refused(() -> new ConvGeometry(1, 9, 4, 1, 1, 3, 1, 1, 0, 0, 1, 2), "dilation 1x2");
    refused(() -> new ConvGeometry(1, 9, 9, 1, 3, 3, 1, 1, 0, 0, Integer.MAX_VALUE, 1), "does not fit");
  }

  @Test
  void geometry_withGroupsThatDoNotDivideOrSizesBeyondAnArray() {
    ConvGeometry.Options o = ConvGeometry.options();
    refused(() -> ConvGeometry.of(4, 5, 5, 6, 1, 1, o.groups(4)), "groups 4 of 4 input and 6 output channels", "a divisor of both");
    refused(() -> ConvGeometry.of(4, 5, 5, 6, 1, 1, o.groups(0)), "groups 0; allowed: >= 1");
    refused(() -> o.stride(2).samePadding(), "\"same\" with stride 2x2");
    refused(() -> ConvGeometry.of(1, 1 << 16, 1 << 16, 1, 1, 1, o), "input of [1, 65536, 65536] elements; allowed: fewer than 2^31");
    refused(() -> ConvGeometry.of(1, 1 << 12, 1 << 12, 1 << 10, 1, 1, o), "output of [1024, 4096, 4096]");
    refused(() -> ConvGeometry.of(1 << 15, 9, 9, 1 << 15, 3, 3, o), "weight of [1073741824, 3, 3]");
  }

  @Test
  void geometry_whoseBatchDoesNotFitAnArray() {
    ConvGeometry g = ConvGeometry.of(1, 16, 16, 1 << 16, 1, 1, ConvGeometry.options());
    refused(() -> Convolution.forward(Tensor.zeros(200, 1, 16, 16), Tensor.zeros(1 << 16, 1, 1, 1), Optional.empty(), g), "the results of",
        "at most");
  }

  @Test
  void geometry_hasPyTorchsOutputSize() {
    ConvGeometry g = new ConvGeometry(1, 28, 27, 1, 5, 3, 2, 3, 2, 1, 1, 2);
    assertEquals((28 + 4 - 4 - 1) / 2 + 1, g.outHeight());
    assertEquals((27 + 2 - 4 - 1) / 3 + 1, g.outWidth());
  }

  @Test
  void gather_ofRowsThatAreNotThere() {
    byte[] rows = new byte[12];
    float[] table = new float[256];
    refused(() -> Tensor.gather(rows, 4, new int[] {0, 3}, 0, 2, table, 2, 4), "row 3; allowed: 0..2");
    refused(() -> Tensor.gather(rows, 4, new int[] {0, -1}, 0, 2, table, 2, 4), "row -1");
    refused(() -> Tensor.gather(rows, 4, new int[] {0, 1}, 0, 2, table, 2, 5), "2 rows of 4 bytes", "[2, 5]");
    refused(() -> Tensor.gather(rows, 0, new int[] {0}, 0, 1, table, 0), "1 rows of 0 bytes");
    refused(() -> Tensor.gather(rows, 4, new int[] {0}, 0, 1, new float[255], 1, 4), "table of 255 values");
    refused(() -> Tensor.gather(rows, 4, new int[] {0}, 0, 2, table, 2, 4), "from 0, to 2 of 1 indices");
    refused(() -> Tensor.gather(rows, 4, new int[] {0}, -1, 1, table, 2, 4), "from -1");
    refused(() -> Tensor.gather(rows, 4, new int[] {0}, 1, 0, table, 2, 4), "from 1, to 0");
  }
}
