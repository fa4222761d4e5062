package lanewise.train.data;

import java.nio.ByteBuffer;
import lanewise.tensor.Shape;

/**
 * The content of an IDX file.
 *
 * @param type of the elements
 * @param shape as the file gives it, for example [N, H, W] for images and [N] for labels
 * @param bytes the elements as they are in the file: row-major, big-endian, {@code shape.size() * type.bytes()} bytes. The array itself, not a copy
 */
public record IdxArray(IdxType type, Shape shape, byte[] bytes) {
  /** Checks that the number of bytes is that of the shape. */
  public IdxArray {
    long wanted = (long) shape.size() * type.bytes();
    if (bytes.length != wanted) {
      throw new IllegalArgumentException(bytes.length + " bytes for shape " + shape + " of " + type + "; allowed: " + wanted);
    }
  }

  /** The values as doubles; exact for every type. */
  public double[] toDoubles() {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    double[] out = new double[shape.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = switch (type) {
        case UINT8 -> in.get() & 0xff;
        case INT8 -> in.get();
        case INT16 -> in.getShort();
        case INT32 -> in.getInt();
        case FLOAT32 -> in.getFloat();
        case FLOAT64 -> in.getDouble();
      };
    }
    return out;
  }

  /** Type and shape. */
  @Override
  public String toString() {
    return "IdxArray[" + type + " " + shape + "]";
  }
}
