package lanewise.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.nn.BatchNorm2d;
import lanewise.nn.Layer;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.train.data.Loader;

/**
 * Computes the running statistics of batch normalisations anew: those of averaged weights are known from no training step.
 *
 * <p>Source: PyTorch's {@code torch.optim.swa_utils.update_bn}.
 */
public final class UpdateBn {
  private UpdateBn() {}

  /** {@link #updateBn(List, Layer)} with the images of all batches. */
  public static void updateBn(Loader loader, Layer model) {
    run(loader.size(), i -> loader.batch(i).images(), model);
  }

  /**
   * Resets the running statistics of all normalisations, lets every input through the model once, in training mode without gradients, and makes the
   * statistics the mean over the inputs. Momenta and modes are put back. A model without batch normalisation stays as it is, and is not called.
   *
   * @param inputs batches
   */
  public static void updateBn(List<Tensor> inputs, Layer model) {
    run(inputs.size(), inputs::get, model);
  }

  private static void run(int batches, IntFunction<Tensor> input, Layer model) {
    List<BatchNorm2d> norms = new ArrayList<>();
    collect(model, norms, Collections.newSetFromMap(new IdentityHashMap<>()));
    if (norms.isEmpty()) {
      return;
    }
    List<OptionalDouble> momenta = norms.stream().map(BatchNorm2d::momentum).toList();
    Modes modes = Modes.of(model);
    try {
      norms.forEach(BatchNorm2d::resetRunningStats);
      norms.forEach(n -> n.momentum(OptionalDouble.empty()));
      model.train();
      for (int i = 0; i < batches; i++) {
        try (var _ = Scope.open(); var _ = NoGrad.open()) {
          model.forward(Variable.of(input.apply(i)));
        }
      }
    } finally {
      for (int i = 0; i < norms.size(); i++) {
        norms.get(i).momentum(momenta.get(i));
      }
      modes.applyTo(model);
    }
  }

  private static void collect(Layer layer, List<BatchNorm2d> norms, Set<Layer> seen) {
    if (seen.add(layer)) {
      if (layer instanceof BatchNorm2d norm) {
        norms.add(norm);
      }
      layer.children().values().forEach(child -> collect(child, norms, seen));
    }
  }
}
