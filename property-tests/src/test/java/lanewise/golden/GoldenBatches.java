package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/** The batches of a golden training run: numbers of a multiplicative generator. */
final class GoldenBatches {
  private final JsonNode data;
  private final int[] shape;
  private final int size;

  GoldenBatches(JsonNode data) {
    if (!data.get("kind").asText().equals("float")) {
      throw new IllegalArgumentException("batches " + data);
    }
    this.data = data;
    shape = GoldenModel.shape(data);
    int product = 1;
    for (int d : shape) {
      product *= d;
    }
    size = product;
  }

  /** The input of step t. */
  Tensor input(int t) {
    long start = data.get("start").asLong() + (long) batch(t) * size;
    float[] x = new float[size];
    for (int j = 0; j < size; j++) {
      long u = (start + j) * 2654435761L & 0xffffffffL;
      x[j] = (float) (data.get("scale").asDouble() * (u / 4294967296.0 - 0.5));
    }
    return Tensor.of(x, shape);
  }

  /** The labels of step t. */
  LongTensor labels(int t) {
    long[] labels = new long[shape[0]];
    for (int r = 0; r < labels.length; r++) {
      long row = (long) batch(t) * shape[0] + r;
      labels[r] = (row * data.get("label_multiplier").asLong() + data.get("label_offset").asLong()) % data.get("classes").asLong();
    }
    return LongTensor.of(labels, shape[0]);
  }

  /** Compares with the numbers that the file gives of one batch. */
  void check(JsonNode row) {
    int b = row.get("batch").asInt();
    float[] x = input(b).toArray();
    for (int i = 0; i < row.get("first").size(); i++) {
      assertEquals((float) row.get("first").get(i).asDouble(), x[i], "number " + i + " of batch " + b);
    }
    assertEquals((float) row.get("last").asDouble(), x[size - 1], "last number of batch " + b);
    for (int r = 0; r < shape[0]; r++) {
      assertEquals(row.get("labels").get(r).asLong(), labels(b).at(r), "label " + r + " of batch " + b);
    }
  }

  private int batch(int t) {
    return t % data.get("batches").asInt();
  }
}
