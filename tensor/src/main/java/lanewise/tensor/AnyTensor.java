package lanewise.tensor;

/** A tensor of any element type: what a state dictionary maps names to. */
public sealed interface AnyTensor permits Tensor, LongTensor, BoolTensor {
  /** The sizes of the axes. */
  Shape shape();

  /** Number of elements. */
  default int size() {
    return shape().size();
  }
}
