package lanewise.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.OptionValues;
import lanewise.optim.StateLayout;

/** An optimizer with a rate and without momentum, in place of Adagrad and Rprop. */
final class RateOnly extends Optimizer {
  RateOnly(SequencedCollection<Group> groups) {
    super(groups, new Options(0.01));
  }

  @Override
  protected StateLayout stateLayout() {
    return StateLayout.NONE;
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
    public Options with(OptionValues values) {
      return new Options(values.number("lr", lr));
    }

    @Override
    public Optimizer build(SequencedCollection<Group> groups) {
      return new RateOnly(groups);
    }
  }
}
