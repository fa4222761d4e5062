package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.LossReduction;

/** Losses. */
final class LossOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    Map<String, Consumer<OpCase>> all = new HashMap<>();
    all.put("cross_entropy", c -> c.check(crossEntropy(c)));
    all.put("nll_loss", c -> c.check(LossFunctions.nllLoss(c.input(), c.longs("target"), tensor(c, "weight"), ignoreIndex(c), reduction(c.args()))));
    all.put("binary_cross_entropy_with_logits", c -> c.check(LossFunctions.binaryCrossEntropyWithLogits(c.input(), c.input("target").value(),
        tensor(c, "weight"), tensor(c, "pos_weight"), reduction(c.args()))));
    all.put("mse_loss", c -> c.check(LossFunctions.mseLoss(c.input(), c.input("target"), reduction(c.args()))));
    all.put("l1_loss", c -> c.check(LossFunctions.l1Loss(c.input(), c.input("target"), reduction(c.args()))));
    all.put("smooth_l1_loss", c -> c.check(LossFunctions.smoothL1Loss(c.input(), c.input("target"), number(c, "beta"), reduction(c.args()))));
    all.put("huber_loss", c -> c.check(LossFunctions.huberLoss(c.input(), c.input("target"), number(c, "delta"), reduction(c.args()))));
    all.put("kl_div", c -> c.check(LossFunctions.klDiv(c.input(), c.input("target").value(), c.args().path("log_target").asBoolean(false),
        reduction(c.args()))));
    return all;
  }

  /** PyTorch's name of a reduction; mean where there is none. */
  static LossReduction reduction(JsonNode args) {
    String name = args.path("reduction").asText("mean");
    return name.equals("batchmean") ? LossReduction.BATCH_MEAN : LossReduction.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Variable crossEntropy(OpCase c) {
    CrossEntropy.Options options = new CrossEntropy.Options(tensor(c, "weight"), ignoreIndex(c), c.args().path("label_smoothing").asDouble(0),
        reduction(c.args()));
    boolean classes = c.node().get("inputs").get("target").get("dtype").asText().equals("int64");
    return classes ? LossFunctions.crossEntropy(c.input(), c.longs("target"), options)
        : LossFunctions.crossEntropy(c.input(), c.input("target").value(), options);
  }

  private static long ignoreIndex(OpCase c) {
    return c.args().path("ignore_index").asLong(-100);
  }

  private static float number(OpCase c, String name) {
    return (float) c.args().path(name).asDouble(1);
  }

  private static Optional<Tensor> tensor(OpCase c, String name) {
    return c.optional(name).map(Variable::value);
  }
}
