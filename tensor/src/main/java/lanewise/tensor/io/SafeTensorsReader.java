package lanewise.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Predicate;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;

/** Reads a safetensors file: 8 bytes with the length of the header, the header, the tensors' bytes, tensor by tensor through one small buffer. */
record SafeTensorsReader(Path file, Predicate<String> names) {
  private static final int LENGTH_BYTES = 8;
  private static final int BUFFER_BYTES = 1 << 16;

  SafeTensors read() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      byte[] text = header(channel, size);
      long dataBegin = LENGTH_BYTES + text.length;
      SafeTensorsHeader header;
      try {
        header = SafeTensorsHeader.parse(text, size - dataBegin);
      } catch (IllegalArgumentException e) {
        throw new MalformedFileException(file, e.getMessage(), e);
      }
      SequencedMap<String, AnyTensor> tensors = new LinkedHashMap<>();
      SequencedMap<String, ElementType> types = new LinkedHashMap<>();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, BUFFER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      for (TensorEntry entry : header.entries()) {
        if (names.test(entry.name())) {
          types.put(entry.name(), entry.type());
          tensors.put(entry.name(), tensor(channel, dataBegin, entry, buffer));
        }
      }
      return new SafeTensors(header.metadata(), types, tensors);
    }
  }

  /** The header's text; its length is checked before there is an array for it. */
  private byte[] header(FileChannel channel, long size) throws IOException {
    if (size < LENGTH_BYTES) {
      throw new MalformedFileException(file, "has " + size + " bytes; a safetensors file begins with " + LENGTH_BYTES + " bytes that say how long "
          + "its header is");
    }
    ByteBuffer field = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, field, 0);
    long length = field.getLong(0);
    if (length < 0 || length > SafeTensorsHeader.MAX_BYTES) {
      throw new MalformedFileException(file, "its header claims " + Long.toUnsignedString(length) + " bytes; allowed: up to "
          + SafeTensorsHeader.MAX_BYTES);
    }
    if (length > size - LENGTH_BYTES) {
      throw new MalformedFileException(file, "its header claims " + length + " bytes, the file holds " + (size - LENGTH_BYTES) + " after the first "
          + LENGTH_BYTES);
    }
    byte[] text = new byte[(int) length];
    fill(channel, ByteBuffer.wrap(text), LENGTH_BYTES);
    return text;
  }

  private AnyTensor tensor(FileChannel channel, long dataBegin, TensorEntry entry, ByteBuffer buffer) throws IOException {
    ElementType type = entry.type();
    if (type.isFloat()) {
      Tensor t = TensorAccess.createOutsideScopes(entry.shape(), Layout.ROW_MAJOR);
      float[] values = TensorAccess.writable(t);
      int offset = TensorAccess.offset(t);
      eachPart(channel, dataBegin, entry, buffer, (from, to) -> type.read(buffer, values, offset + from, offset + to));
      return t;
    }
    long[] values = ShortMemory.array("a tensor of whole numbers of shape ", entry.shape(), entry.shape().size(), Long.BYTES, long[]::new);
    eachPart(channel, dataBegin, entry, buffer, (from, to) -> type.read(buffer, values, from, to));
    return LongTensor.of(values, entry.shape().toArray());
  }

  /** Elements from to - 1 are in the buffer. */
  private interface Part {
    void take(int from, int to);
  }

  private void eachPart(FileChannel channel, long dataBegin, TensorEntry entry, ByteBuffer buffer, Part part) throws IOException {
    int bytes = entry.type().bytes();
    int size = entry.shape().size();
    int step = buffer.capacity() / bytes;
    for (int from = 0; from < size; ) {
      int to = (int) Math.min(size, (long) from + step);
      buffer.clear().limit((to - from) * bytes);
      fill(channel, buffer, dataBegin + entry.begin() + (long) from * bytes);
      part.take(from, to);
      from = to;
    }
  }

  /** Reads up to the buffer's limit, in parts: the channel takes as much memory again as it is asked for at once. */
  private void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    int end = buffer.limit();
    while (buffer.position() < end) {
      buffer.limit(Math.min(end, buffer.position() + BUFFER_BYTES));
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new MalformedFileException(file, "became shorter while it was read");
      }
    }
    buffer.flip();
  }
}
