package lanewise.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.tensor.Shape;
import lanewise.tensor.ops.Expansion;
import lanewise.tensor.ops.Joining;
import lanewise.tensor.ops.Moving;
import lanewise.tensor.ops.Permutation;
import lanewise.tensor.ops.Selection;
import lanewise.tensor.ops.Selection.Range;

/**
 * Differentiable operations on shapes and positions, by PyTorch's names and with its arguments. Axes may be negative and count from the end. Except
 * for other shapes of the same order of elements every result is a copy.
 */
public final class Shapes {
  private Shapes() {}

  /** Two axes exchanged. */
  public static Variable transpose(Variable x, int axis0, int axis1) {
    return Rearrangement.of(x, Permutation.transpose(x.value(), axis0, axis1), dy -> Permutation.transpose(dy, axis0, axis1));
  }

  /** Axis k of the result is axis {@code axes[k]} of x. */
  public static Variable permute(Variable x, int... axes) {
    int[] order = axes.clone();
    return Rearrangement.of(x, Permutation.permute(x.value(), order), dy -> Permutation.permute(dy, Permutation.inverse(x.shape(), order)));
  }

  /** Without any axis of size 1. */
  public static Variable squeeze(Variable x) {
    return x.reshape(Arrays.stream(x.shape().toArray()).filter(d -> d != 1).toArray());
  }

  /** Without an axis, where it has size 1. */
  public static Variable squeeze(Variable x, int axis) {
    Shape shape = x.shape();
    if (shape.dim(axis) != 1) {
      return x;
    }
    int a = axis < 0 ? axis + shape.rank() : axis;
    return x.reshape(IntStream.range(0, shape.rank()).filter(k -> k != a).map(shape::dim).toArray());
  }

  /**
   * With a new axis of size 1.
   *
   * @param axis of the result
   * @throws IllegalArgumentException outside -(rank + 1)..rank
   */
  public static Variable unsqueeze(Variable x, int axis) {
    Shape shape = x.shape();
    int rank = shape.rank() + 1;
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("new axis " + axis + " for shape " + shape + "; allowed: " + -rank + ".." + (rank - 1));
    }
    int a = axis < 0 ? axis + rank : axis;
    return x.reshape(IntStream.range(0, rank).map(k -> k == a ? 1 : shape.dim(k < a ? k : k - 1)).toArray());
  }

  /** Axes of size 1 repeated, and new axes in front; -1 keeps a size. */
  public static Variable expand(Variable x, int... sizes) {
    return Rearrangement.of(x, Expansion.expand(x.value(), sizes), dy -> Expansion.sumTo(dy, x.shape()));
  }

  /**
   * Axes {@code start} to {@code end}, both included, as one.
   *
   * @throws IllegalArgumentException if there is no such axis, or the end is before the start
   */
  public static Variable flatten(Variable x, int start, int end) {
    Shape shape = x.shape();
    if (shape.rank() == 0 && start >= -1 && start <= 0 && end >= -1 && end <= 0) {
      return x.reshape(1);
    }
    shape.dim(start);
    shape.dim(end);
    int first = start < 0 ? start + shape.rank() : start;
    int last = end < 0 ? end + shape.rank() : end;
    if (last < first) {
      throw new IllegalArgumentException("flatten(" + start + ", " + end + ") of shape " + shape + "; allowed: start before end");
    }
    int joined = IntStream.rangeClosed(first, last).map(shape::dim).reduce(1, (a, b) -> a * b);
    return x.reshape(IntStream.concat(IntStream.concat(IntStream.range(0, first).map(shape::dim), IntStream.of(joined)),
        IntStream.range(last + 1, shape.rank()).map(shape::dim)).toArray());
  }

  /**
   * One axis as several; one of the sizes may be -1.
   *
   * @throws IllegalArgumentException if the sizes' product is not the size of the axis
   */
  public static Variable unflatten(Variable x, int axis, int... sizes) {
    Shape shape = x.shape();
    int size = shape.dim(axis);
    int a = axis < 0 ? axis + shape.rank() : axis;
    long known = Arrays.stream(sizes).filter(d -> d != -1).asLongStream().reduce(1, (p, q) -> p * q);
    long unknown = Arrays.stream(sizes).filter(d -> d == -1).count();
    if (sizes.length == 0 || unknown > 1 || Arrays.stream(sizes).anyMatch(d -> d < -1) || unknown == 0 && known != size || unknown == 1
        && (known == 0 || size % known != 0)) {
      throw new IllegalArgumentException("axis " + axis + " of shape " + shape + " as " + Arrays.toString(sizes) + "; allowed: sizes of product "
          + size);
    }
    int missing = unknown == 1 ? (int) (size / known) : 0;
    return x.reshape(IntStream.concat(IntStream.concat(IntStream.range(0, a).map(shape::dim), Arrays.stream(sizes).map(d -> d == -1 ? missing : d)),
        IntStream.range(a + 1, shape.rank()).map(shape::dim)).toArray());
  }

  /** One position of an axis, which disappears. */
  public static Variable select(Variable x, int axis, int index) {
    return Rearrangement.of(x, Selection.select(x.value(), axis, index), dy -> Selection.selectGradient(dy, axis, index, x.shape()));
  }

  /** {@code length} positions of an axis from {@code start} on. */
  public static Variable narrow(Variable x, int axis, int start, int length) {
    return take(x, Range.narrow(x.shape(), axis, start, length));
  }

  /** {@code x[start:end:step]} on an axis; {@link Integer#MAX_VALUE} as the end means the size. */
  public static Variable slice(Variable x, int axis, int start, int end, int step) {
    return take(x, Range.slice(x.shape(), axis, start, end, step));
  }

  private static Variable take(Variable x, Range range) {
    return Rearrangement.of(x, Selection.take(x.value(), range), dy -> Selection.putIntoZeros(dy, range, x.shape()));
  }

  /** Some axes backwards. */
  public static Variable flip(Variable x, int... axes) {
    int[] all = axes.clone();
    return Rearrangement.of(x, Selection.flip(x.value(), all), dy -> Selection.flip(dy, all));
  }

  /** One behind the other along an axis; all other sizes are equal. */
  public static Variable cat(List<Variable> parts, int axis) {
    return Cat.apply(parts, axis);
  }

  /** Equal shapes along a new axis. */
  public static Variable stack(List<Variable> parts, int axis) {
    if (parts.isEmpty() || parts.stream().anyMatch(p -> !p.shape().equals(parts.getFirst().shape()))) {
      throw new IllegalArgumentException("shapes " + parts.stream().map(Variable::shape).toList() + " to be stacked; allowed: one or more, equal");
    }
    return cat(parts.stream().map(p -> unsqueeze(p, axis)).toList(), axis);
  }

  /** Parts of one size along an axis; the last one may be smaller. */
  public static List<Variable> split(Variable x, int part, int axis) {
    return split(x, Joining.partsOf(x.shape().dim(axis), part), axis);
  }

  /**
   * Parts of these sizes along an axis.
   *
   * @throws IllegalArgumentException if their sum is not the size of the axis
   */
  public static List<Variable> split(Variable x, int[] sizes, int axis) {
    if (Arrays.stream(sizes).asLongStream().sum() != x.shape().dim(axis) || Arrays.stream(sizes).anyMatch(s -> s < 0)) {
      throw new IllegalArgumentException("parts " + Arrays.toString(sizes) + " of axis " + axis + " of shape " + x.shape()
          + "; allowed: sizes >= 0 of sum " + x.shape().dim(axis));
    }
    List<Variable> parts = new ArrayList<>();
    int at = 0;
    for (int size : sizes) {
      parts.add(narrow(x, axis, at, size));
      at += size;
    }
    return parts;
  }

  /** At most so many parts along an axis, each of ceil(size / chunks) but the last. */
  public static List<Variable> chunk(Variable x, int chunks, int axis) {
    return split(x, Joining.chunksOf(x.shape().dim(axis), chunks), axis);
  }

  /** Elements moved along axes and round: one shift for each axis, or one without axes for the flattened tensor. */
  public static Variable roll(Variable x, int[] shifts, int... axes) {
    int[] back = Arrays.stream(shifts).map(s -> -s).toArray();
    int[] all = axes.clone();
    return Rearrangement.of(x, Moving.roll(x.value(), shifts, all), dy -> Moving.roll(dy, back, all));
  }

  /** A border of one value: widths before and after the last axis, before and after the one before it, ...; a negative one crops. */
  public static Variable pad(Variable x, int[] widths, float value) {
    int[] back = Arrays.stream(widths).map(w -> -w).toArray();
    return Rearrangement.of(x, Moving.pad(x.value(), widths, value), dy -> Moving.pad(dy, back, 0));
  }

  /** The elements of the last two axes on and below a diagonal, the others 0. */
  public static Variable tril(Variable x, int diagonal) {
    return Rearrangement.of(x, Moving.tril(x.value(), diagonal), dy -> Moving.tril(dy, diagonal));
  }

  /** The elements of the last two axes on and above a diagonal, the others 0. */
  public static Variable triu(Variable x, int diagonal) {
    return Rearrangement.of(x, Moving.triu(x.value(), diagonal), dy -> Moving.triu(dy, diagonal));
  }
}
