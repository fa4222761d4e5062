package lanewise.train.data;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types of IDX files. Elements of several bytes are big-endian. */
public enum IdxType {
  /** Code 08: unsigned bytes, the type of images and labels. */
  UINT8(0x08, 1),
  /** Code 09: signed bytes. */
  INT8(0x09, 1),
  /** Code 0b: 16-bit integers. */
  INT16(0x0b, 2),
  /** Code 0c: 32-bit integers. */
  INT32(0x0c, 4),
  /** Code 0d: 32-bit floats. */
  FLOAT32(0x0d, 4),
  /** Code 0e: 64-bit floats. */
  FLOAT64(0x0e, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The third byte of a file of this type. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  static Optional<IdxType> ofCode(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** All codes in words, for messages. */
  static String codes() {
    return Arrays.stream(values()).map(type -> hex(type.code)).collect(Collectors.joining(", "));
  }

  static String hex(int code) {
    return HexFormat.of().toHexDigits((byte) code);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
