package lanewise.tensor.step;

import java.util.function.Function;
import lanewise.tensor.kernel.template.Exercise;

/**
 * A step of one kernel, whose rule for an element needs that element's numbers only. A subclass is one rule: its lines, its description, the scalar
 * twin {@code scalar}, and in {@code Lanes} the vector template, side by side.
 *
 * @param <S> the subclass
 */
public abstract class ElementwiseStep<S extends ElementwiseStep<S>> extends Step {
  final LevelKernels<StepKernel<S>> kernels;
  private final int picoseconds;
  private StepKernel<S> kernel;

  /**
   * A step not yet described.
   *
   * @param kernels the rule's kernels by its flags
   * @param picoseconds rough time of one element on one thread
   */
  ElementwiseStep(LevelKernels<StepKernel<S>> kernels, int picoseconds) {
    this.kernels = kernels;
    this.picoseconds = picoseconds;
  }

  /**
   * The trial of a rule's kernels.
   *
   * @param cost what an element takes the twin, in multiply-adds
   * @param described a step whose numbers keep the state finite; its parameter and its gradient are set here, its state is not
   */
  static <S extends ElementwiseStep<S>> LevelKernels.Trial<StepKernel<S>> trial(int cost, Function<Exercise, S> described) {
    return (kernel, data) -> {
      S step = described.apply(data);
      step.p = data.out(0);
      step.g = data.in(0);
      step.scale = 1;
      for (int n : Exercise.LENGTHS) {
        kernel.run(step, 1, 1 + n, 0);
      }
      return cost * Exercise.FLOATS;
    };
  }

  @Override
  final void choose() {
    kernel = kernels.of(flags);
  }

  @Override
  final void run(int from, int to, int shift) {
    kernel.run(self(), from, to, shift);
  }

  @Override
  final int picoseconds() {
    return picoseconds;
  }

  @SuppressWarnings("unchecked") // S is the class itself
  private S self() {
    return (S) this;
  }
}
