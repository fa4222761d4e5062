package lanewise.train.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A strict gzip stream (RFC 1952): one member or several in a row, every checksum and length verified, nothing behind the last one.
 *
 * <p>{@link java.util.zip.GZIPInputStream} is not strict enough for files of unknown origin: it overlooks bytes behind the last member, and it
 * recurses once for each empty member, so that a small file ends in a {@link StackOverflowError}.
 */
final class GzipInput extends InputStream {
  private static final int MAGIC_0 = 0x1f;
  private static final int MAGIC_1 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 dataChecksum = new CRC32();
  private final CRC32 headerChecksum = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean insideMember;
  private boolean anyMember;

  GzipInput(InputStream in) {
    this.in = in;
  }

  /** Whether a file that begins with these two bytes is a gzip file. */
  static boolean recognises(int first, int second) {
    return first == MAGIC_0 && second == MAGIC_1;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (insideMember || beginMember()) {
      int count = inflate(out, offset, length);
      if (count > 0) {
        dataChecksum.update(out, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        refill();
        inflater.setInput(buffer, position, limit - position);
      } else {
        throw new ZipException("the gzip data are corrupt");
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] out, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("the gzip data are corrupt" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"));
    }
  }

  /** Reads a member's header; false at the end of the file. */
  private boolean beginMember() throws IOException {
    if (position == limit && !fill()) {
      return false;
    }
    headerChecksum.reset();
    if (nextByte() != MAGIC_0 || nextByte() != MAGIC_1) {
      throw new ZipException(anyMember ? "bytes follow the end of the gzip data" : "not a gzip file");
    }
    if (nextByte() != DEFLATE) {
      throw new ZipException("unknown gzip compression method");
    }
    int flags = nextByte();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("reserved gzip flags are set");
    }
    skip(6); // modification time, extra flags, operating system
    if ((flags & EXTRA) != 0) {
      skip(nextByte() | nextByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      int expected = (int) headerChecksum.getValue() & 0xffff;
      if ((nextByte() | nextByte() << 8) != expected) {
        throw new ZipException("the checksum of the gzip header is wrong");
      }
    }
    inflater.reset();
    inflater.setInput(buffer, position, limit - position);
    dataChecksum.reset();
    insideMember = true;
    anyMember = true;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    if (nextWord() != (int) dataChecksum.getValue()) {
      throw new ZipException("the checksum of the gzip data is wrong");
    }
    if (nextWord() != (int) inflater.getBytesWritten()) {
      throw new ZipException("the length of the gzip data is wrong");
    }
    insideMember = false;
  }

  private int nextWord() throws IOException {
    return nextByte() | nextByte() << 8 | nextByte() << 16 | nextByte() << 24;
  }

  private int nextByte() throws IOException {
    if (position == limit) {
      refill();
    }
    headerChecksum.update(buffer[position]);
    return buffer[position++] & 0xff;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nextByte();
    }
  }

  private void skipText() throws IOException {
    while (nextByte() != 0) {
      continue;
    }
  }

  private void refill() throws IOException {
    if (!fill()) {
      throw new EOFException("the gzip data end early");
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
