package lanewise.tensor.kernel.copy;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * A way of seeing an array: sizes of axes, and the step in memory of one along each. Operations on shapes are views of their operand, copied into a
 * new tensor; nobody else sees a view.
 *
 * @param offset where the first element lies
 * @param sizes of the axes
 * @param steps any sign; 0 repeats
 */
public record View(float[] array, int offset, int[] sizes, int[] steps) {
  /** A tensor's values in its logical axes, whatever the layout. */
  public static View of(Tensor t) {
    return of(TensorAccess.values(t), TensorAccess.offset(t), t.shape(), TensorAccess.layout(t));
  }

  /** An array that holds a shape in a layout. */
  public static View of(float[] array, int offset, Shape shape, Layout layout) {
    int[] sizes = shape.toArray();
    int[] steps = new int[sizes.length];
    int step = 1;
    for (int k = sizes.length - 1; k >= 0; k--) {
      steps[k] = step;
      step *= sizes[k];
    }
    if (layout == Layout.CHANNELS_LAST) {
      steps[1] = 1;
      steps[3] = sizes[1];
      steps[2] = sizes[3] * sizes[1];
    }
    return new View(array, offset, sizes, steps);
  }

  /** Positions from, from + by, ... of an axis, {@code length} of them; {@code by} may be negative. */
  public View part(int axis, int from, int length, int by) {
    int[] newSizes = sizes.clone();
    int[] newSteps = steps.clone();
    newSizes[axis] = length;
    newSteps[axis] *= by;
    return new View(array, length == 0 ? offset : offset + from * steps[axis], newSizes, newSteps);
  }

  /** An axis backwards. */
  public View reversed(int axis) {
    return part(axis, sizes[axis] - 1, sizes[axis], -1);
  }

  /** Axis k of the result is axis {@code order[k]}. */
  public View permuted(int... order) {
    return new View(array, offset, Arrays.stream(order).map(k -> sizes[k]).toArray(), Arrays.stream(order).map(k -> steps[k]).toArray());
  }

  /** Axes of size 1 repeated, and repeated new ones before the first, up to these sizes. */
  public View expanded(int... newSizes) {
    int[] newSteps = new int[newSizes.length];
    int added = newSizes.length - sizes.length;
    for (int k = 0; k < sizes.length; k++) {
      newSteps[added + k] = sizes[k] == 1 ? 0 : steps[k];
    }
    return new View(array, offset, newSizes.clone(), newSteps);
  }

  /** Writes the elements into another view of the same sizes. */
  public void copyTo(View target) {
    StridedCopy.run(array, offset, steps, target.array, target.offset, target.steps, sizes);
  }

  /** The elements in a new tensor. */
  public Tensor toTensor(Layout layout) {
    Tensor t = TensorAccess.create(Shape.of(sizes), layout);
    copyTo(of(t));
    return t;
  }
}
