package lanewise.optim;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.step.SgdStep;

/** Plain descent, written on the public base class: what the base class does by itself is seen here. It counts steps of its own, and has a tensor
 * for nothing. */
final class Toy extends ElementwiseOptimizer<Toy.Options, SgdStep> {
  final List<ParamGroup> described = new ArrayList<>();
  /** The steps that have been made, as long as anything holds them. */
  final List<WeakReference<SgdStep>> made = new ArrayList<>();
  boolean dense = true;
  boolean failing;

  Toy(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  @Override
  protected StateLayout stateLayout() {
    return StateLayout.NONE.count("step").tensor("seen");
  }

  @Override
  protected SgdStep newStep() {
    SgdStep step = new SgdStep();
    made.add(new WeakReference<>(step));
    return step;
  }

  @Override
  protected boolean takesDense() {
    return dense;
  }

  @Override
  protected void describe(SgdStep step, Options o, Memory memory) {
    memory.nextStep();
    memory.tensor("seen");
    if (failing && memory.parameter() == paramGroups().getLast().parameters().getLast()) {
      throw new ArithmeticException("the last parameter");
    }
    described.add(group());
    step.rate(o.lr);
  }

  /** Two groups at most, no matrices; may be empty where {@code lr} is 0. */
  record Options(double lr) implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(lr);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      return values;
    }

    @Override
    public Options with(OptionValues values) {
      return new Options(values.number("lr", lr));
    }

    @Override
    public int mostGroups() {
      return 2;
    }

    @Override
    public void requireParameter(Shape shape) {
      if (shape.rank() == 2) {
        throw new IllegalArgumentException("a matrix " + shape);
      }
    }

    @Override
    public boolean needsParameters() {
      return lr != 0;
    }

    @Override
    public Toy build(SequencedCollection<Group> groups) {
      return new Toy(groups, this);
    }
  }

  static Toy of(Parameter... parameters) {
    return new Toy(List.of(Group.group(List.of(parameters))), new Options(0.5));
  }
}
