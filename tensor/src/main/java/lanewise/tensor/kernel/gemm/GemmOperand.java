package lanewise.tensor.kernel.gemm;

/** A matrix in an array: element (i, j) is at {@code offset + i * row + j * column}, one of the two strides being 1. Mutable, to be used again. */
final class GemmOperand {
  private static final float[] NONE = {};

  float[] array = NONE;
  int offset;
  int row;
  int column;
  /** Distance of this matrix in one product of a batch from that in the next. */
  int step;

  void set(float[] values, int at, boolean transposed, int rowLength, int batchStep) {
    array = values;
    offset = at;
    row = transposed ? 1 : rowLength;
    column = transposed ? rowLength : 1;
    step = batchStep;
  }

  /** The same matrix transposed. */
  void transpose() {
    int r = row;
    row = column;
    column = r;
  }

  void exchange(GemmOperand other) {
    float[] values = array;
    int at = offset;
    int r = row;
    int c = column;
    int s = step;
    array = other.array;
    offset = other.offset;
    row = other.row;
    column = other.column;
    step = other.step;
    other.array = values;
    other.offset = at;
    other.row = r;
    other.column = c;
    other.step = s;
  }

  /** Position of element (i, j) in product number {@code product} of a batch. */
  int at(int product, int i, int j) {
    return offset + product * step + i * row + j * column;
  }

  void clear() {
    array = NONE;
  }
}
