package lanewise.tensor.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The element types of safetensors files that are read, by their names in the file; all little-endian. Floats become a {@code Tensor}, the others a
 * {@code LongTensor}. The order is that of the format's reference library: a file's tensors are sorted by it, last type first, so that larger
 * elements come first.
 */
public enum ElementType {
  /** One byte: 0 is false and becomes 0; anything else is true and becomes 1. What a {@code BoolTensor} is written as. */
  BOOL(1),
  /** Unsigned 8-bit integers. */
  U8(1),
  /** Signed 8-bit integers. */
  I8(1),
  /** Signed 16-bit integers. */
  I16(2),
  /** IEEE 754 half precision; every value is a float exactly. */
  F16(2),
  /** The upper half of a float; every value is a float exactly. */
  BF16(2),
  /** Signed 32-bit integers. */
  I32(4),
  /** IEEE 754 single precision, as {@code float}; what a {@code Tensor} is written as. */
  F32(4),
  /** IEEE 754 double precision; rounded to the nearest float (ties to even), beyond the range of floats to infinity. */
  F64(8),
  /** Signed 64-bit integers; what a {@code LongTensor} is written as. */
  I64(8);

  /** Types of the format that are refused by name. */
  private static final List<String> NOT_READ = List.of(
      "F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "U16", "U32", "C64", "U64");

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element in the file. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that become a {@code Tensor}. */
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Why a type of this name is not read. */
  static String refusal(String name) {
    String why = NOT_READ.contains(name) ? " is a type of the format that is not read here" : " is no type of the format";
    return "dtype " + JsonWriter.shown(name) + why + "; read: " + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Takes {@code to - from} elements of a type of floats out of a little-endian buffer. */
  void read(ByteBuffer in, float[] out, int from, int to) {
    switch (this) {
      case F32 -> {
        in.asFloatBuffer().get(out, from, to - from);
        in.position(in.position() + (to - from) * bytes);
      }
      case F64 -> {
        for (int i = from; i < to; i++) {
          out[i] = (float) in.getDouble();
        }
      }
      case F16 -> {
        for (int i = from; i < to; i++) {
          out[i] = Float.float16ToFloat(in.getShort());
        }
      }
      case BF16 -> {
        for (int i = from; i < to; i++) {
          out[i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      default -> throw new IllegalStateException(this + " is no type of floats");
    }
  }

  /** Takes {@code to - from} elements of a type of integers or truth values out of a little-endian buffer. */
  void read(ByteBuffer in, long[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = switch (this) {
        case BOOL -> in.get() == 0 ? 0 : 1;
        case U8 -> in.get() & 0xff;
        case I8 -> in.get();
        case I16 -> in.getShort();
        case I32 -> in.getInt();
        case I64 -> in.getLong();
        default -> throw new IllegalStateException(this + " is no type of integers");
      };
    }
  }
}
