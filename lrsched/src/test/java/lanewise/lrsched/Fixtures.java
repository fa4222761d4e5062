package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.optim.AdamW;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.ParamGroup;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;

/** Optimizers to be scheduled. */
final class Fixtures {
  private Fixtures() {}

  static Parameter parameter(float... values) {
    return new Parameter(Tensor.of(values, values.length));
  }

  static List<Group> groups(List<Double> rates) {
    List<Group> groups = new ArrayList<>();
    rates.forEach(lr -> groups.add(Group.group(List.of(parameter(1, 2))).lr(lr)));
    return groups;
  }

  static SGD sgd(Double... rates) {
    return new SGD(groups(List.of(rates)), SGD.options().momentum(0.9));
  }

  static AdamW adamW(Double... rates) {
    return new AdamW(groups(List.of(rates)), AdamW.options());
  }

  static List<Double> rates(Optimizer optimizer) {
    return optimizer.paramGroups().stream().map(ParamGroup::lr).toList();
  }

  static double momentum(Optimizer optimizer, int group) {
    return ((CyclesMomentum) optimizer.paramGroups().get(group).options()).cycledMomentum();
  }
}
