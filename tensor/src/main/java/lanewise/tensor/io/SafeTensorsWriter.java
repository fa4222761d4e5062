package lanewise.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;

/** Writes a safetensors file through one small buffer, to a temporary name first. */
final class SafeTensorsWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Map<String, ? extends AnyTensor> tensors;
  private final SafeTensorsHeader header;
  private final byte[] headerBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  SafeTensorsWriter(Map<String, ? extends AnyTensor> tensors, Map<String, String> metadata) {
    this.tensors = tensors;
    this.header = SafeTensorsHeader.of(tensors, metadata);
    this.headerBytes = header.toBytes();
  }

  void write(Path file) throws IOException {
    // Not Files.createTempFile: the result would be for the owner's eyes only, whatever the user's mask says.
    Path temporary = file.resolveSibling("." + UUID.randomUUID() + ".safetensors.tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void content(FileChannel channel) throws IOException {
    buffer.putLong(headerBytes.length);
    flush(channel);
    for (int at = 0; at < headerBytes.length; at += BUFFER_BYTES) {
      buffer.put(headerBytes, at, Math.min(BUFFER_BYTES, headerBytes.length - at));
      flush(channel);
    }
    for (TensorEntry entry : header.entries()) {
      switch (tensors.get(entry.name())) {
        case Tensor t -> floats(channel, t);
        case LongTensor t -> longs(channel, t);
        case BoolTensor t -> bools(channel, t);
      }
    }
  }

  private void floats(FileChannel channel, Tensor t) throws IOException {
    Tensor rowMajor = TensorAccess.rowMajor(t);
    float[] values = TensorAccess.values(rowMajor);
    int at = TensorAccess.offset(rowMajor);
    int end = at + t.size();
    while (at < end) {
      int count = Math.min(end - at, buffer.capacity() / Float.BYTES);
      buffer.asFloatBuffer().put(values, at, count);
      buffer.position(count * Float.BYTES);
      flush(channel);
      at += count;
    }
  }

  private void longs(FileChannel channel, LongTensor t) throws IOException {
    for (int i = 0; i < t.size(); i++) {
      buffer.putLong(t.at(i));
      if (!buffer.hasRemaining()) {
        flush(channel);
      }
    }
    flush(channel);
  }

  private void bools(FileChannel channel, BoolTensor t) throws IOException {
    for (int i = 0; i < t.size(); i++) {
      buffer.put((byte) (t.at(i) ? 1 : 0));
      if (!buffer.hasRemaining()) {
        flush(channel);
      }
    }
    flush(channel);
  }

  private void flush(FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
