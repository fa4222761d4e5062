package lanewise.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamState;

/** An optimizer with a rate and without momentum, in place of Adagrad and Rprop. */
final class RateOnly extends Optimizer {
  RateOnly(List<Group> groups) {
    super(groups, new Options(0.01));
  }

  @Override
  public ParamState state(Parameter parameter) {
    return ParamState.EMPTY;
  }

  @Override
  protected void update() {}

  record Options(double lr) implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      return new LinkedHashMap<>(Map.of("lr", lr));
    }

    @Override
    public Optimizer build(List<Parameter> parameters) {
      return new RateOnly(List.of(Group.group(parameters)));
    }
  }
}
