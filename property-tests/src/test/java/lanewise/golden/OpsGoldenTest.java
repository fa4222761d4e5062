package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Single operations, forward and backward, against PyTorch's values. */
@Tag("golden")
class OpsGoldenTest {
  private static final int AT_LEAST = 85;

  private final Map<String, Parameter> inputs = new LinkedHashMap<>();
  private JsonNode golden;

  @Test
  void everyOperationWeHave_isAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("ops.jsonl.gz", OpsGoldenTest::leftOut, this::check, AT_LEAST);
  }

  private static Optional<String> leftOut(JsonNode c) {
    JsonNode in = c.get("inputs");
    return switch (c.get("op").asText()) {
      case "add", "sub" -> because(!in.has("other") || !sameShape(in) || c.get("args").has("alpha"), "broadcasting");
      case "mul" -> because(in.has("other") && !sameShape(in), "broadcasting");
      case "matmul" -> because(rank(in, "input") != 2 || rank(in, "other") != 2, "products of vectors and batches");
      case "linear" -> because(rank(in, "input") != 2, "linear maps of other ranks");
      case "relu", "leaky_relu", "reshape" -> Optional.empty();
      case "flatten" -> because(rank(c.get("expected"), "output") > 2, "partial flattening");
      case "sum", "mean" -> because(c.get("args").hasNonNull("dim"), "reductions of axes");
      case "argmax" -> because(c.get("args").hasNonNull("dim"), "reductions of axes");
      case "conv2d" -> because(c.get("args").get("groups").asInt() != 1, "grouped convolutions");
      case "batch_norm" -> Optional.empty();
      case "cross_entropy" -> because(!isPlainCrossEntropy(c), "variants of the cross-entropy");
      default -> Optional.of("operations to come");
    };
  }

  private static Optional<String> because(boolean condition, String reason) {
    return condition ? Optional.of(reason) : Optional.empty();
  }

  private static int rank(JsonNode tensors, String name) {
    return tensors.get(name).get("shape").size();
  }

  private static boolean sameShape(JsonNode in) {
    return in.get("input").get("shape").equals(in.get("other").get("shape"));
  }

  private static boolean isPlainCrossEntropy(JsonNode c) {
    for (JsonNode target : c.get("inputs").get("target").get("data")) {
      if (target.asInt() < 0) {
        return false;
      }
    }
    return rank(c.get("inputs"), "input") == 2 && c.get("inputs").get("target").get("dtype").asText().equals("int64")
        && !c.get("inputs").has("weight")
        && c.get("args").path("reduction").asText("mean").equals("mean") && !c.get("args").has("ignore_index")
            && !c.get("args").has("label_smoothing");
  }

  private void check(JsonNode c) {
    golden = c;
    inputs.clear();
    c.get("inputs").properties().forEach(e -> {
      if (GoldenModel.tensor(e.getValue()) instanceof Tensor t) {
        inputs.put(e.getKey(), new Parameter(t));
      }
    });
    if (c.get("op").asText().equals("argmax")) {
      assertEquals(c.get("expected").get("output").get("data").get(0).asInt(), input().value().argmax());
      return;
    }
    Variable output = output();
    assertNear("expected", "output", output.value());
    if (c.has("grad_output")) {
      output.backward(GoldenModel.floats(c.get("grad_output")));
      c.get("expected_grads").fieldNames().forEachRemaining(name -> assertNear("expected_grads", name, inputs.get(name).grad()));
    }
  }

  private void assertNear(String group, String name, Tensor actual) {
    GoldenTolerance.assertNear(golden.get(group).get(name), golden.get("torch32_error").get(name), actual, group + " " + name);
  }

  private Parameter input() {
    return inputs.get("input");
  }

  private Variable output() {
    JsonNode args = golden.get("args");
    return switch (golden.get("op").asText()) {
      case "add" -> input().add(inputs.get("other"));
      case "sub" -> input().sub(inputs.get("other"));
      case "mul" -> inputs.containsKey("other") ? input().mul(inputs.get("other")) : input().mul((float) args.get("other").asDouble());
      case "matmul" -> input().matmul(inputs.get("other"));
      case "linear" -> inputs.containsKey("bias") ? Functions.linear(input(), inputs.get("weight"), inputs.get("bias"))
          : Functions.linear(input(), inputs.get("weight"));
      case "relu" -> Functions.relu(input());
      case "leaky_relu" -> Functions.leakyRelu(input(), (float) args.path("negative_slope").asDouble(0.01));
      case "reshape", "flatten" -> input().reshape(GoldenModel.shape(golden.get("expected").get("output")));
      case "sum" -> input().sum();
      case "mean" -> input().mean();
      case "conv2d" -> conv2d(args);
      case "batch_norm" -> batchNorm(args);
      case "cross_entropy" -> Functions.crossEntropy(input(), (LongTensor) GoldenModel.tensor(golden.get("inputs").get("target")));
      default -> throw new IllegalStateException("operation " + golden.get("op"));
    };
  }

  private Variable conv2d(JsonNode args) {
    int[] x = input().shape().toArray();
    int[] w = inputs.get("weight").shape().toArray();
    int[] stride = GoldenModel.pair(args, "stride", 1);
    int[] dilation = GoldenModel.pair(args, "dilation", 1);
    int[] padding = GoldenModel.padding(args, new int[] {w[2], w[3]}, dilation);
    ConvGeometry g = new ConvGeometry(x[1], x[2], x[3], w[0], w[2], w[3], stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1]);
    return Functions.conv2d(input(), inputs.get("weight"), Optional.ofNullable(inputs.get("bias")), g);
  }

  /** Inputs of rank 2 and 3 are images of one pixel and of one row. */
  private Variable batchNorm(JsonNode args) {
    int[] shape = input().shape().toArray();
    int channels = shape[1];
    Variable x = shape.length == 4 ? input() : input().reshape(shape[0], channels, shape.length == 3 ? shape[2] : 1, 1);
    Variable weight = inputs.containsKey("weight") ? inputs.get("weight") : Variable.of(Tensor.ones(channels));
    Variable bias = inputs.containsKey("bias") ? inputs.get("bias") : Variable.of(Tensor.zeros(channels));
    double eps = args.get("eps").asDouble();
    if (!args.get("training").asBoolean()) {
      return Functions.batchNorm(x, weight, bias, doubles("running_mean"), doubles("running_var"), eps).reshape(shape);
    }
    BatchNormalization.Statistics s = BatchNormalization.statistics(x.value());
    if (inputs.containsKey("running_mean")) {
      double[] unbiased = new double[channels];
      for (int c = 0; c < channels; c++) {
        unbiased[c] = s.unbiased(c);
      }
      BatchNormalization.updateRunning(inputs.get("running_mean").value(), s.mean(), args.get("momentum").asDouble());
      BatchNormalization.updateRunning(inputs.get("running_var").value(), unbiased, args.get("momentum").asDouble());
      assertNear("expected", "running_mean", inputs.get("running_mean").value());
      assertNear("expected", "running_var", inputs.get("running_var").value());
    }
    return Functions.batchNorm(x, weight, bias, s, eps, false).reshape(shape);
  }

  private double[] doubles(String name) {
    float[] values = inputs.get(name).value().toArray();
    double[] x = new double[values.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = values[i];
    }
    return x;
  }
}
