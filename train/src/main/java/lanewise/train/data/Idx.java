package lanewise.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import lanewise.tensor.Shape;

/**
 * Reads IDX files, the format of MNIST and its successors: bytes 00 00, a type code ({@link IdxType}), the number of dimensions, each dimension as a
 * big-endian unsigned 32-bit number, then the elements, last dimension fastest, big-endian. Plain or gzipped; the content decides, not the name.
 *
 * <p>The reader is strict (every byte of the file is accounted for) and safe with files of unknown origin: it never allocates more than about eight
 * times the size of the file, or twice what has really come out of a gzip stream, whatever the header claims.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
public final class Idx {
  private static final int MAX_RANK = 8;
  /** The longest array that every virtual machine can make. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
  private static final int FIRST_BUFFER = 1 << 16;
  /** Photographs deflate to half, flat drawings to an eighth: up to here the array has its final size at once. */
  private static final int USUAL_COMPRESSION = 8;

  private Idx() {}

  /**
   * Reads a whole file.
   *
   * @throws DataException if it is missing, unreadable, or not exactly one well-formed IDX array
   */
  public static IdxArray read(Path file) throws DataException {
    if (Files.isDirectory(file)) {
      throw new DataException(file, "is a folder; wanted an IDX file");
    }
    if (!Files.exists(file)) {
      throw new DataException(file, "no such file");
    }
    try (PushbackInputStream raw = new PushbackInputStream(Files.newInputStream(file), 2)) {
      byte[] start = raw.readNBytes(2);
      raw.unread(start);
      if (start.length == 2 && GzipInput.recognises(start[0] & 0xff, start[1] & 0xff)) {
        try (GzipInput unpacked = new GzipInput(raw)) {
          return new Idx.Reader(file, unpacked, Files.size(file), true).read();
        }
      }
      return new Idx.Reader(file, raw, Files.size(file), false).read();
    } catch (DataException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new DataException(file, "may not be read (access denied)", e);
    } catch (IOException e) {
      throw new DataException(file, e.getMessage() == null ? "cannot be read (" + e + ")" : e.getMessage(), e);
    }
  }

  /** One pass over one file. */
  private record Reader(Path file, InputStream in, long fileSize, boolean packed) {
    IdxArray read() throws IOException {
      byte[] start = header(4, "an IDX file begins with 00 00, type code, number of dimensions");
      if (start[0] != 0 || start[1] != 0) {
        throw new DataException(file, "not an IDX file: begins with " + IdxType.hex(start[0]) + " " + IdxType.hex(start[1]) + "; wanted 00 00");
      }
      IdxType type = IdxType.ofCode(start[2])
          .orElseThrow(() -> new DataException(file, "unknown type code " + IdxType.hex(start[2]) + "; allowed: " + IdxType.codes()));
      int rank = start[3] & 0xff;
      if (rank < 1 || rank > MAX_RANK) {
        throw new DataException(file, rank + " dimensions; allowed: 1.." + MAX_RANK);
      }
      int[] dims = dims(rank);
      int claimed = claimedBytes(type, dims);
      return new IdxArray(type, Shape.of(dims), elements(claimed, type + " " + Arrays.toString(dims), 4L + 4 * rank));
    }

    private int[] dims(int rank) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(header(4 * rank, rank + " dimensions take " + 4 * rank + " bytes after the first 4"));
      int[] dims = new int[rank];
      for (int i = 0; i < rank; i++) {
        dims[i] = bytes.getInt();
        if (dims[i] < 0) {
          throw new DataException(file, "dimension " + i + " is " + Integer.toUnsignedString(dims[i]) + "; allowed: 0.." + Integer.MAX_VALUE);
        }
      }
      return dims;
    }

    /** Refuses sizes that no array can have; a dimension of 0 does not excuse the others. */
    private int claimedBytes(IdxType type, int[] dims) throws DataException {
      long bytes = type.bytes();
      boolean empty = false;
      for (int dim : dims) {
        empty |= dim == 0;
        bytes *= Math.max(1, dim);
        if (bytes > MAX_BYTES) {
          throw new DataException(file, "dimensions " + Arrays.toString(dims) + " of " + type + " claim more than " + MAX_BYTES + " bytes");
        }
      }
      return empty ? 0 : (int) bytes;
    }

    private byte[] elements(int claimed, String what, long headerBytes) throws IOException {
      if (!packed && fileSize != headerBytes + claimed) {
        throw new DataException(file, what + " takes " + claimed + " bytes, the file holds " + (fileSize - headerBytes) + " after its header");
      }
      byte[] data = new byte[(int) Math.min(claimed, FIRST_BUFFER + USUAL_COMPRESSION * fileSize)];
      int filled = in.readNBytes(data, 0, data.length);
      while (filled == data.length && filled < claimed) {
        data = Arrays.copyOf(data, (int) Math.min(claimed, 2L * data.length));
        filled += in.readNBytes(data, filled, data.length - filled);
      }
      if (filled < claimed) {
        throw new DataException(file, what + " takes " + claimed + " bytes, the file holds only " + filled + " after its header");
      }
      if (in.read() >= 0) {
        throw new DataException(file, "bytes follow the " + claimed + " bytes that " + what + " takes");
      }
      return data;
    }

    private byte[] header(int count, String wanted) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new DataException(file, "ends inside its header; " + wanted);
      }
      return bytes;
    }
  }
}
