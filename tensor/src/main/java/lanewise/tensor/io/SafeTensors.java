package lanewise.tensor.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;
import lanewise.tensor.AnyTensor;

/**
 * The content of a safetensors file: named tensors, and metadata, which are names with texts. Weights from PyTorch come in this format; reading it
 * runs no code.
 *
 * <pre>{@code
 * SafeTensors.write(path, model.stateDict(), Map.of("format", "pt"));
 * model.loadStateDict(SafeTensors.read(path).tensors());
 * }</pre>
 *
 * <p>In PyTorch: {@code model.load_state_dict(safetensors.torch.load_file(path))} and {@code save_file(model.state_dict(), path)}.
 *
 * <p>{@link ElementType} says which element types are read. Written are F32 ({@code Tensor}, in whatever layout), I64 ({@code LongTensor}) and BOOL
 * ({@code BoolTensor}), in row-major order; the bytes of the file are a function of names, values and metadata, and for files of these types the
 * same as the reference library's.
 *
 * <p>Source: the format's description and reference library, https://github.com/huggingface/safetensors.
 */
public final class SafeTensors {
  private final SequencedMap<String, String> metadata;
  private final SequencedMap<String, ElementType> types;
  private final SequencedMap<String, AnyTensor> tensors;

  SafeTensors(SequencedMap<String, String> metadata, SequencedMap<String, ElementType> types, SequencedMap<String, AnyTensor> tensors) {
    this.metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    this.types = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(types));
    this.tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a whole file. The tensors belong to no scope.
   *
   * <p>Nothing is allocated before it is checked against the size of the file: a header that promises more than there is costs nothing.
   *
   * @throws MalformedFileException if the file breaks a rule of the format, has an element type that is not read, or a tensor with more elements than
   *     a Java array can have
   * @throws IOException if it cannot be read
   */
  public static SafeTensors read(Path file) throws IOException {
    return read(file, _ -> true);
  }

  /**
   * Reads the tensors with chosen names; the others are checked and stay in the file.
   *
   * @throws MalformedFileException as {@link #read(Path)}, for whichever tensor of the file
   * @throws IOException if the file cannot be read
   */
  public static SafeTensors read(Path file, Predicate<String> names) throws IOException {
    return new SafeTensorsReader(file, names).read();
  }

  /**
   * Writes a file: first under another name in the same folder, then, when it is complete and on the disk, moved to its name in one step. So whoever
   * reads sees the old file or the new one, and a failure leaves the old one as it was.
   *
   * @param metadata any texts; {@code "format": "pt"} is what PyTorch's files carry. Empty is allowed
   * @throws IllegalArgumentException if a name is {@code __metadata__} or no Unicode text, or the header would exceed 100,000,000 bytes
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Map<String, ? extends AnyTensor> tensors, Map<String, String> metadata) throws IOException {
    new SafeTensorsWriter(tensors, metadata).write(file);
  }

  /** The texts that come with the tensors, in the order of the file; empty where it has none. */
  public SequencedMap<String, String> metadata() {
    return metadata;
  }

  /** The tensors' names, in the order of the header. */
  public SequencedSet<String> names() {
    return tensors.sequencedKeySet();
  }

  /** All tensors by name, in the order of the header: what {@code loadStateDict} takes. */
  public SequencedMap<String, AnyTensor> tensors() {
    return tensors;
  }

  /**
   * One tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public AnyTensor tensor(String name) {
    return found(tensors, name);
  }

  /**
   * The element type that a tensor has in the file.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public ElementType type(String name) {
    return found(types, name);
  }

  private static <T> T found(SequencedMap<String, T> map, String name) {
    if (!map.containsKey(name)) {
      throw new IllegalArgumentException("no tensor " + JsonWriter.shown(name) + " among the " + map.size() + " of the file");
    }
    return map.get(name);
  }

  /** Types and shapes by name. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("SafeTensors[");
    tensors.forEach((name, t) -> text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
        .append(name).append(": ").append(types.get(name)).append(' ').append(t.shape()));
    return text.append("]").toString();
  }
}
