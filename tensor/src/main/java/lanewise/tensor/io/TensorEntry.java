package lanewise.tensor.io;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import lanewise.tensor.Shape;

/**
 * What the header of a safetensors file says of one tensor.
 *
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last one
 */
record TensorEntry(String name, ElementType type, Shape shape, long begin, long end) {
  /** The longest array that every virtual machine can make. */
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  /**
   * The entry in a header. Members other than dtype, shape and data_offsets are ignored, as in the reference library.
   *
   * @throws IllegalArgumentException if it contradicts the format or itself, or is too large for an array; the message names the tensor
   */
  static TensorEntry parse(String name, Object json) {
    try {
      SequencedMap<String, Object> members = Json.object(json);
      ElementType type = type(member(members, "dtype"));
      long[] dims = numbers("shape", member(members, "shape"));
      long[] offsets = numbers("data_offsets", member(members, "data_offsets"));
      if (offsets.length != 2 || offsets[1] < offsets[0]) {
        throw new IllegalArgumentException("data_offsets are " + shown(offsets) + "; wanted: [begin, end] with begin <= end");
      }
      return new TensorEntry(name, type, shape(dims, type, offsets[1] - offsets[0]), offsets[0], offsets[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tensor " + JsonWriter.shown(name) + ": " + e.getMessage(), e);
    }
  }

  private static Object member(SequencedMap<String, Object> members, String name) {
    if (!members.containsKey(name)) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return members.get(name);
  }

  private static ElementType type(Object dtype) {
    if (!(dtype instanceof String name)) {
      throw new IllegalArgumentException("dtype is " + Json.kind(dtype) + "; wanted: a string");
    }
    return ElementType.named(name).orElseThrow(() -> new IllegalArgumentException(ElementType.refusal(name)));
  }

  private static long[] numbers(String what, Object json) {
    if (!(json instanceof List<?> list)) {
      throw new IllegalArgumentException(what + " is " + Json.kind(json) + "; wanted: an array");
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Long n) || n < 0) {
        throw new IllegalArgumentException(what + " has " + Json.kind(list.get(i)) + " at " + i + "; allowed: integers 0.." + Long.MAX_VALUE);
      }
      numbers[i] = n;
    }
    return numbers;
  }

  /** The shape, checked against the bytes that the offsets give it. */
  private static Shape shape(long[] dims, ElementType type, long bytes) {
    long size = 1;
    for (long dim : dims) {
      if (Math.multiplyHigh(size, dim) != 0 || size * dim < 0) {
        throw new IllegalArgumentException("the size of shape " + shown(dims) + " exceeds 64 bits");
      }
      size *= dim;
    }
    if (size > Long.MAX_VALUE / type.bytes() || size * type.bytes() != bytes) {
      throw new IllegalArgumentException("shape " + shown(dims) + " of " + type + " takes " + size + " x " + type.bytes()
          + " bytes, the offsets give " + bytes);
    }
    if (size > MAX_SIZE || Arrays.stream(dims).anyMatch(dim -> dim > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("shape " + shown(dims) + " is too large for a Java array; allowed: " + MAX_SIZE
          + " elements and sizes up to " + Integer.MAX_VALUE);
    }
    return Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray());
  }

  private static String shown(long[] numbers) {
    return JsonWriter.shortened(Arrays.toString(numbers));
  }

  /** The entry as it stands in a header. */
  SequencedMap<String, Object> toJson() {
    SequencedMap<String, Object> members = new LinkedHashMap<>();
    members.put("dtype", type.name());
    members.put("shape", Arrays.stream(shape.toArray()).boxed().toList());
    members.put("data_offsets", List.of(begin, end));
    return members;
  }
}
