package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lanewise.autograd.Activations;
import lanewise.autograd.Functions;
import lanewise.autograd.MathFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.Tensor;

/** Arithmetic and functions of single elements. */
final class ElementwiseOps implements OpFamily {
  private static final float INF = Float.POSITIVE_INFINITY;

  @Override
  public Map<String, Consumer<OpCase>> operations() {
    Map<String, Consumer<OpCase>> all = new HashMap<>();
    all.put("add", c -> c.check(sum(c)));
    all.put("sub", c -> c.check(difference(c)));
    all.put("mul", c -> c.check(c.has("other") ? c.input().mul(c.input("other")) : c.input().mul(number(c, "other", 0))));
    all.put("div", c -> c.check(c.has("other") ? c.input().div(c.input("other")) : c.input().div(number(c, "other", 0))));
    all.put("pow", c -> c.check(power(c)));
    all.put("maximum", c -> c.check(MathFunctions.maximum(c.input(), c.input("other"))));
    all.put("minimum", c -> c.check(MathFunctions.minimum(c.input(), c.input("other"))));
    all.put("atan2", c -> c.check(MathFunctions.atan2(c.input(), c.input("other"))));
    all.put("where", c -> c.check(MathFunctions.where(bools(c, "condition"), c.input(),
        c.has("other") ? c.input("other") : Variable.of(Tensor.scalar(number(c, "other", 0))))));
    all.put("masked_fill", c -> c.check(MathFunctions.maskedFill(c.input(), bools(c, "mask"), number(c, "value", 0))));
    all.put("clamp", c -> c.check(c.input().clamp(number(c, "min", -INF), number(c, "max", INF))));
    functions(all);
    activations(all);
    return all;
  }

  private static void functions(Map<String, Consumer<OpCase>> all) {
    unary(all, "neg", Variable::neg);
    unary(all, "abs", Variable::abs);
    unary(all, "exp", Variable::exp);
    unary(all, "expm1", MathFunctions::expm1);
    unary(all, "log", Variable::log);
    unary(all, "log1p", MathFunctions::log1p);
    unary(all, "sqrt", Variable::sqrt);
    unary(all, "rsqrt", MathFunctions::rsqrt);
    unary(all, "reciprocal", MathFunctions::reciprocal);
    unary(all, "square", MathFunctions::square);
    unary(all, "sin", MathFunctions::sin);
    unary(all, "cos", MathFunctions::cos);
    unary(all, "tanh", Variable::tanh);
    unary(all, "sigmoid", Variable::sigmoid);
    unary(all, "erf", MathFunctions::erf);
    unary(all, "sign", MathFunctions::sign);
    unary(all, "floor", MathFunctions::floor);
  }

  private static void activations(Map<String, Consumer<OpCase>> all) {
    unary(all, "relu", Functions::relu);
    all.put("leaky_relu", c -> c.check(Functions.leakyRelu(c.input(), number(c, "negative_slope", 0.01f))));
    all.put("elu", c -> c.check(Activations.elu(c.input(), number(c, "alpha", 1))));
    unary(all, "selu", Activations::selu);
    all.put("gelu", c -> c.check(c.args().path("approximate").asText().equals("tanh")
        ? Activations.geluTanh(c.input()) : Activations.gelu(c.input())));
    unary(all, "silu", Activations::silu);
    unary(all, "mish", Activations::mish);
    all.put("softplus", c -> c.check(Activations.softplus(c.input(), number(c, "beta", 1), number(c, "threshold", 20))));
    unary(all, "hardswish", Activations::hardswish);
    unary(all, "hardsigmoid", Activations::hardsigmoid);
    all.put("hardtanh", c -> c.check(Activations.hardtanh(c.input(), number(c, "min_val", -1), number(c, "max_val", 1))));
    unary(all, "logsigmoid", Activations::logsigmoid);
  }

  private static void unary(Map<String, Consumer<OpCase>> all, String name, UnaryOperator<Variable> f) {
    all.put(name, c -> c.check(f.apply(c.input())));
  }

  private static Variable sum(OpCase c) {
    if (!c.has("other")) {
      return c.input().add(number(c, "other", 0));
    }
    return c.args().has("alpha") ? MathFunctions.add(c.input(), c.input("other"), number(c, "alpha", 1)) : c.input().add(c.input("other"));
  }

  private static Variable difference(OpCase c) {
    if (!c.has("other")) {
      return c.input().sub(number(c, "other", 0));
    }
    return c.args().has("alpha") ? MathFunctions.sub(c.input(), c.input("other"), number(c, "alpha", 1)) : c.input().sub(c.input("other"));
  }

  private static Variable power(OpCase c) {
    if (c.args().has("self")) {
      return MathFunctions.pow(number(c, "self", 0), c.input("exponent"));
    }
    return c.has("exponent") ? MathFunctions.pow(c.input(), c.input("exponent")) : c.input().pow(number(c, "exponent", 0));
  }

  private static float number(OpCase c, String name, float byDefault) {
    return c.args().hasNonNull(name) ? (float) GoldenFile.number(c.args().get(name)) : byDefault;
  }

  private static BoolTensor bools(OpCase c, String name) {
    JsonNode node = c.node().get("inputs").get(name);
    boolean[] values = new boolean[node.get("data").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get("data").get(i).asBoolean();
    }
    return BoolTensor.of(values, GoldenModel.shape(node));
  }
}
