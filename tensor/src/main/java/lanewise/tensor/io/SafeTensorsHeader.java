package lanewise.tensor.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/**
 * The JSON text at the start of a safetensors file: an object that maps each tensor's name to its {@link TensorEntry}, and {@code __metadata__} to an
 * object of strings.
 *
 * @param metadata in the order of the file
 * @param entries in the order of the header
 */
record SafeTensorsHeader(SequencedMap<String, String> metadata, List<TensorEntry> entries) {
  /** Bytes that a header may have at most, decimal megabytes. */
  static final int MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  /** The order in which the tensors' bytes follow one another when Lanewise writes. */
  private static final Comparator<TensorEntry> CANONICAL =
      Comparator.comparing(TensorEntry::type).reversed().thenComparing(TensorEntry::name, SafeTensorsHeader::compareText);

  // --- reading ---

  /**
   * The header with this text.
   *
   * @param dataBytes how many bytes follow it
   * @throws IllegalArgumentException unless it is well formed and its tensors cover the data without hole and overlap
   */
  static SafeTensorsHeader parse(byte[] text, long dataBytes) {
    if (text.length == 0 || text[0] != '{') {
      throw new IllegalArgumentException("the header does not begin with '{'");
    }
    SequencedMap<String, Object> members;
    try {
      members = Json.object(Json.parse(text));
    } catch (JsonException e) {
      throw new IllegalArgumentException("the header is not JSON: " + e.getMessage(), e);
    }
    List<TensorEntry> entries = new ArrayList<>(members.size());
    members.forEach((name, value) -> {
      if (!name.equals(METADATA)) {
        entries.add(TensorEntry.parse(name, value));
      }
    });
    requireCover(entries, dataBytes);
    return new SafeTensorsHeader(metadata(members), List.copyOf(entries));
  }

  private static SequencedMap<String, String> metadata(SequencedMap<String, Object> members) {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    if (members.containsKey(METADATA)) {
      if (!(members.get(METADATA) instanceof Map<?, ?>)) {
        throw new IllegalArgumentException(METADATA + " is " + Json.kind(members.get(METADATA)) + "; wanted: an object");
      }
      Json.object(members.get(METADATA)).forEach((key, value) -> {
        if (!(value instanceof String s)) {
          throw new IllegalArgumentException(METADATA + " has " + Json.kind(value) + " for " + JsonWriter.shown(key) + "; allowed: strings");
        }
        metadata.put(key, s);
      });
    }
    return Collections.unmodifiableSequencedMap(metadata);
  }

  /** Each tensor begins where the one before it ends, the first at 0, and the last ends with the file. */
  private static void requireCover(List<TensorEntry> entries, long dataBytes) {
    long end = 0;
    for (TensorEntry e : entries.stream().sorted(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end)).toList()) {
      if (e.begin() != end) {
        throw new IllegalArgumentException("tensor " + JsonWriter.shown(e.name()) + ": its data begin at " + e.begin() + ", those before it end at "
            + end + "; tensors follow one another without hole and overlap");
      }
      end = e.end();
    }
    if (end != dataBytes) {
      throw new IllegalArgumentException("the tensors take " + end + " bytes, the file holds " + dataBytes + " after its header");
    }
  }

  // --- writing ---

  /**
   * The header of a file with these tensors: in canonical order, metadata sorted by key.
   *
   * @throws IllegalArgumentException if a name or the metadata cannot be written
   */
  static SafeTensorsHeader of(Map<String, ? extends AnyTensor> tensors, Map<String, String> metadata) {
    List<TensorEntry> unplaced = new ArrayList<>();
    tensors.forEach((name, tensor) -> {
      if (name == null || name.equals(METADATA) || !JsonWriter.isUnicode(name)) {
        throw new IllegalArgumentException("the name " + (name == null ? "null" : JsonWriter.shown(name))
            + " of a tensor; allowed: Unicode text other than " + METADATA);
      }
      ElementType type = switch (tensor) {
        case Tensor _ -> ElementType.F32;
        case LongTensor _ -> ElementType.I64;
        case BoolTensor _ -> ElementType.BOOL;
        case null -> throw new IllegalArgumentException("tensor " + JsonWriter.shown(name) + " is null");
      };
      unplaced.add(new TensorEntry(name, type, tensor.shape(), 0, 0));
    });
    unplaced.sort(CANONICAL);
    List<TensorEntry> entries = new ArrayList<>();
    long end = 0;
    for (TensorEntry e : unplaced) {
      long begin = end;
      end += (long) e.shape().size() * e.type().bytes();
      entries.add(new TensorEntry(e.name(), e.type(), e.shape(), begin, end));
    }
    return new SafeTensorsHeader(sorted(metadata), List.copyOf(entries));
  }

  private static SequencedMap<String, String> sorted(Map<String, String> metadata) {
    SequencedMap<String, String> sorted = new LinkedHashMap<>();
    metadata.forEach((key, value) -> {
      if (key == null || value == null || !JsonWriter.isUnicode(key) || !JsonWriter.isUnicode(value)) {
        throw new IllegalArgumentException("the metadata " + (key == null ? "null" : JsonWriter.shown(key)) + ": "
            + (value == null ? "null" : JsonWriter.shown(value)) + "; allowed: Unicode text");
      }
    });
    metadata.keySet().stream().sorted(SafeTensorsHeader::compareText).forEach(key -> sorted.put(key, metadata.get(key)));
    return Collections.unmodifiableSequencedMap(sorted);
  }

  /**
   * The header's bytes, padded with spaces to a multiple of eight.
   *
   * @throws IllegalArgumentException if they are too many
   */
  byte[] toBytes() {
    SequencedMap<String, Object> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      members.put(METADATA, metadata);
    }
    entries.forEach(e -> members.put(e.name(), e.toJson()));
    byte[] text = Json.write(members).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    if (padded.length > MAX_BYTES) {
      throw new IllegalArgumentException("names, shapes and metadata take " + padded.length + " bytes; allowed: " + MAX_BYTES);
    }
    return padded;
  }

  /** By code points, which is the order of UTF-8 too. */
  private static int compareText(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }
}
