package lanewise.tensor.step;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;

/**
 * One step of one parameter, to be carried out by a {@link Sweep}: where its arrays are, and the numbers of the update rule. An optimizer keeps the
 * object beside the parameter's state and describes each step anew, so that a step makes no garbage.
 *
 * <p>A subclass is one algorithm: the description, the scalar twin, and the vector template side by side. In all of them {@code maximize} negates the
 * gradient before everything else, and numbers such as bias corrections come as double and are rounded to float once.
 */
public abstract class Step {
  float[] p;
  float[] g;
  int po;
  int go;
  private Shape shape = Shape.of(0);
  private Layout layout = Layout.ROW_MAJOR;

  Step() {}

  /** State of a parameter: zeros of its shape and layout that belong to no scope. */
  public static Tensor zerosLike(Tensor parameter) {
    return TensorAccess.createOutsideScopes(parameter.shape(), TensorAccess.layout(parameter));
  }

  /** Elements of the parameter. */
  int size() {
    return shape.size();
  }

  /** Begins the description: the parameter and its gradient. */
  void begin(Tensor parameter, Tensor gradient) {
    shape = parameter.shape();
    layout = TensorAccess.layout(parameter);
    p = TensorAccess.writable(parameter);
    po = TensorAccess.offset(parameter);
    g = array("gradient", gradient);
    go = TensorAccess.offset(gradient);
  }

  /** The array of a tensor whose elements must lie as those of the parameter do. */
  float[] array(String name, Tensor tensor) {
    if (!tensor.shape().equals(shape) || TensorAccess.layout(tensor) != layout) {
      throw new IllegalArgumentException(name + " of shape " + tensor.shape() + " and layout " + TensorAccess.layout(tensor)
          + " for a parameter of shape " + shape + " and layout " + layout + "; allowed: the parameter's own");
    }
    return TensorAccess.values(tensor);
  }

  /** Chooses the kernel; called once before the runs of a sweep. */
  abstract void choose();

  /** Updates the elements from {@code from} to {@code to - 1}. */
  abstract void run(int from, int to);

  /** Rough time of one element on one thread, in picoseconds. */
  abstract int picoseconds();
}
