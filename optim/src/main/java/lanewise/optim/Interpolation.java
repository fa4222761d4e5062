package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.AverageStep;
import lanewise.tensor.step.Sweep;

/** a = a + share(n) (x - a) of all tensors in one sweep of the workers; makes no garbage once it is warm. */
final class Interpolation implements Averaging {
  private final LongToDoubleFunction share;
  private final Sweep sweep = new Sweep();
  private final List<AverageStep> steps = new ArrayList<>();

  Interpolation(LongToDoubleFunction share) {
    this.share = share;
  }

  @Override
  public void average(List<Tensor> averages, List<Tensor> current, long n) {
    double s = share.applyAsDouble(n);
    sweep.clear();
    for (int i = 0; i < averages.size(); i++) {
      if (i == steps.size()) {
        steps.add(new AverageStep());
      }
      sweep.add(steps.get(i).enter(averages.get(i), current.get(i), s));
    }
    sweep.run();
  }
}
