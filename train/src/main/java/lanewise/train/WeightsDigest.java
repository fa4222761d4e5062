package lanewise.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import lanewise.nn.Layer;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/**
 * A receipt for weights: SHA-256 over the little-endian bytes of all parameters and buffers in the order of the state dictionary, row-major. Floats
 * take four bytes, every NaN as 0x7fc00000; integers take eight. Names and shapes are not part of it.
 */
public final class WeightsDigest {
  private WeightsDigest() {}

  /** The digest of a model's state, 64 hexadecimal digits. */
  public static String of(Layer model) {
    return of(model.stateDict());
  }

  /** The digest of a state dictionary, 64 hexadecimal digits. */
  public static String of(Map<String, ? extends AnyTensor> state) {
    MessageDigest sha256 = sha256();
    for (AnyTensor entry : state.values()) {
      switch (entry) {
        case Tensor t -> update(sha256, t.toArray());
        case LongTensor t -> update(sha256, t.toArray());
        case BoolTensor t -> update(sha256, t.toArray());
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static void update(MessageDigest digest, float[] values) {
    ByteBuffer bytes = littleEndian(Math.multiplyExact(values.length, Float.BYTES));
    for (float v : values) {
      bytes.putInt(Float.floatToIntBits(v));
    }
    digest.update(bytes.flip());
  }

  private static void update(MessageDigest digest, long[] values) {
    ByteBuffer bytes = littleEndian(Math.multiplyExact(values.length, Long.BYTES));
    bytes.asLongBuffer().put(values);
    digest.update(bytes);
  }

  private static void update(MessageDigest digest, boolean[] values) {
    for (boolean v : values) {
      digest.update((byte) (v ? 1 : 0));
    }
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
