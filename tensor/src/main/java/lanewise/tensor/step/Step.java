package lanewise.tensor.step;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;

/**
 * One step of one parameter, to be carried out by a {@link Sweep}: where its arrays are, and the numbers of the update rule. An optimizer keeps the object beside
 * the parameter's state and describes each step anew, so that a step makes no garbage.
 *
 * <p>A subclass is one algorithm: the description, the scalar twin, and the vector template side by side. In all of them {@code maximize} negates the gradient
 * before everything else, and numbers such as bias corrections come as double and are rounded to float once.
 */
public abstract class Step {
  float[] p;
  float[] g;
  int po;
  int go;
  private int size;
  private Layout layout;

  Step() {}

  /** State of a parameter: zeros of its shape and layout that belong to no scope. */
  public static Tensor zerosLike(Tensor parameter) {
    return TensorAccess.createOutsideScopes(parameter.shape(), TensorAccess.layout(parameter));
  }

  /** Elements of the parameter. */
  int size() {
    return size;
  }

  /** Begins the description: the parameter and its gradient, which must have one shape. */
  void begin(Tensor parameter, Tensor gradient) {
    if (!gradient.shape().equals(parameter.shape())) {
      throw new IllegalArgumentException("gradient of shape " + gradient.shape() + " for a parameter of shape " + parameter.shape());
    }
    layout = TensorAccess.layout(parameter);
    size = parameter.size();
    p = TensorAccess.values(parameter);
    po = TensorAccess.offset(parameter);
    Tensor aligned = gradient;
    if (TensorAccess.layout(gradient) != layout) {
      aligned = layout == Layout.ROW_MAJOR ? TensorAccess.rowMajor(gradient) : TensorAccess.channelsLast(gradient);
    }
    g = TensorAccess.values(aligned);
    go = TensorAccess.offset(aligned);
  }

  /** The array of a state tensor, whose elements must lie as those of the parameter do. */
  float[] state(Tensor state) {
    if (state.size() != size || TensorAccess.layout(state) != layout) {
      throw new IllegalArgumentException("state of shape " + state.shape() + " and layout " + TensorAccess.layout(state) + " for a parameter of "
          + size + " elements and layout " + layout + "; Step.zerosLike makes the right one");
    }
    return TensorAccess.values(state);
  }

  /** Chooses the kernel; called once before the runs of a sweep. */
  abstract void choose();

  /** Updates the elements from {@code from} to {@code to - 1}. */
  abstract void run(int from, int to);

  /** Rough time of one element on one thread, in picoseconds. */
  abstract int picoseconds();
}
