package lanewise.optim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.io.Json;
import lanewise.tensor.io.MalformedFileException;
import lanewise.tensor.io.SafeTensors;

/**
 * An {@link OptimizerState} in a safetensors file: tensors as tensors, everything else as one JSON text among the metadata.
 *
 * <pre>{@code
 * OptimizerStateFile.write(path, optimizer.stateDict());
 * optimizer.loadStateDict(OptimizerStateFile.read(path));
 * }</pre>
 *
 * <p>The tensor {@code exp_avg} of parameter 3 is called {@code state.3.exp_avg}, an element of a list {@code state.3.old_dirs.0}. The metadata entry
 * {@code optimizer} is an object with PyTorch's structure:
 *
 * <pre>
 * {"kind": "AdamW",
 *  "state": {"3": {"step": 7.0}},                                     numbers
 *  "lists": {"3": {"old_dirs": 2}},                                   lengths of the lists
 *  "param_groups": [{"lr": 0.001, "betas": [0.9, 0.999], ..., "param_names": [..], "params": [0, 1, 2, 3]}],
 *  "shapes": [[[2, 3], [2]], ..]}                                     of the parameters, by group
 * </pre>
 *
 * <p>{@code kind}, {@code lists}, {@code shapes} and {@code param_names} may be missing. A tensor of one whole number is read as a number; what else
 * stands under {@code state.} and is no float tensor, or is an element of no list, is noted in {@link ParamState#unusable}. docs/optimizers.md has
 * the lines of Python that read and write such a file.
 */
public final class OptimizerStateFile {
  private static final String ENTRY = "optimizer";

  private OptimizerStateFile() {}

  /**
   * Writes a file, in one step: an older one of the name stays until the new one is complete.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, OptimizerState state) throws IOException {
    SequencedMap<String, AnyTensor> tensors = new LinkedHashMap<>();
    SequencedMap<String, Object> numbers = new LinkedHashMap<>();
    SequencedMap<String, Object> lengths = new LinkedHashMap<>();
    state.state().forEach((number, s) -> {
      String key = Integer.toString(number);
      numbers.put(key, s.numbers());
      s.tensors().forEach((name, t) -> tensors.put("state." + key + "." + name, t));
      SequencedMap<String, Object> lists = new LinkedHashMap<>();
      s.lists().forEach((name, list) -> {
        lists.put(name, list.size());
        for (int i = 0; i < list.size(); i++) {
          tensors.put("state." + key + "." + name + "." + i, list.get(i));
        }
      });
      if (!lists.isEmpty()) {
        lengths.put(key, lists);
      }
    });
    SequencedMap<String, Object> rest = new LinkedHashMap<>();
    state.kind().ifPresent(kind -> rest.put("kind", kind));
    rest.put("state", numbers);
    if (!lengths.isEmpty()) {
      rest.put("lists", lengths);
    }
    rest.put("param_groups", state.paramGroups().stream().map(OptimizerStateFile::group).toList());
    if (state.paramGroups().stream().allMatch(g -> g.shapes().isPresent())) {
      rest.put("shapes", state.paramGroups().stream().map(g -> g.shapes().get().stream().map(OptimizerStateFile::dims).toList()).toList());
    }
    SafeTensors.write(file, tensors, new TreeMap<>(Map.of("format", "pt", ENTRY, Json.write(rest))));
  }

  private static SequencedMap<String, Object> group(OptimizerState.Group group) {
    SequencedMap<String, Object> json = new LinkedHashMap<>();
    group.options().forEach((name, value) -> json.put(name, toJson(value)));
    group.paramNames().ifPresent(names -> json.put("param_names", names));
    json.put("params", group.params());
    return json;
  }

  private static List<Integer> dims(Shape shape) {
    List<Integer> dims = new ArrayList<>();
    for (int d : shape.toArray()) {
      dims.add(d);
    }
    return dims;
  }

  private static Object toJson(Object value) {
    return switch (value) {
      case Optional<?> o when o.isEmpty() -> Json.NULL;
      case List<?> list -> list.stream().map(OptimizerStateFile::toJson).toList();
      default -> value;
    };
  }

  private static Object fromJson(Object value) {
    return switch (value) {
      case Json.Null _ -> Optional.empty();
      case List<?> list -> list.stream().map(OptimizerStateFile::fromJson).toList();
      default -> value;
    };
  }

  /**
   * Reads a file; whether it fits an optimizer is checked when it is loaded there.
   *
   * @throws MalformedFileException if it is no safetensors file, or holds no optimizer's state
   * @throws IOException if it cannot be read
   */
  public static OptimizerState read(Path file) throws IOException {
    SafeTensors content = SafeTensors.read(file);
    String text = content.metadata().get(ENTRY);
    if (text == null) {
      throw new MalformedFileException(file, "there is no metadata entry '" + ENTRY + "', so it holds no optimizer's state");
    }
    try {
      return parse(Json.object(Json.parse(text)), content.tensors());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file, "the metadata entry '" + ENTRY + "': " + e.getMessage(), e);
    }
  }

  private static OptimizerState parse(SequencedMap<String, Object> rest, SequencedMap<String, AnyTensor> tensors) {
    SequencedMap<String, Object> lengths = rest.containsKey("lists") ? Json.object(rest.get("lists")) : new LinkedHashMap<>();
    TreeMap<Integer, ParamState> state = new TreeMap<>();
    Json.object(required(rest, "state")).forEach((key, numbers) -> {
      ParamState s = ParamState.EMPTY;
      for (Map.Entry<String, Object> n : Json.object(numbers).entrySet()) {
        s = s.with(n.getKey(), number(n.getKey(), n.getValue()));
      }
      if (lengths.containsKey(key)) {
        for (Map.Entry<String, Object> l : Json.object(lengths.get(key)).entrySet()) {
          s = s.with(l.getKey(), list("state." + key + "." + l.getKey(), whole(l.getKey(), l.getValue()), tensors));
        }
      }
      state.put(whole("the number of a parameter", parsed(key)), s);
    });
    tensors.forEach((name, tensor) -> {
      String[] path = name.split("\\.", 3);
      if (path.length == 3 && path[0].equals("state")) {
        int number = whole("the number of a parameter", parsed(path[1]));
        state.put(number, with(state.getOrDefault(number, ParamState.EMPTY), path[2], tensor));
      }
    });
    List<Object> groups = Json.list(required(rest, "param_groups"));
    Optional<List<Object>> shapes = Optional.ofNullable(rest.get("shapes")).map(Json::list);
    List<OptimizerState.Group> read = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int at = i;
      read.add(group(Json.object(groups.get(i)), shapes.filter(s -> at < s.size()).map(s -> Json.list(s.get(at)))));
    }
    return new OptimizerState(Optional.ofNullable(rest.get("kind")).map(Object::toString), new LinkedHashMap<>(state), read);
  }

  private static ParamState with(ParamState s, String entry, AnyTensor tensor) {
    int dot = entry.lastIndexOf('.');
    if (dot >= 0) {
      List<Tensor> list = s.lists().getOrDefault(entry.substring(0, dot), List.of());
      boolean read = parsed(entry.substring(dot + 1)) instanceof Long i && i < list.size();
      return read ? s : s.withUnusable(entry, "is an element of no list");
    }
    return switch (tensor) {
      case Tensor t -> s.with(entry, t);
      case LongTensor t when t.size() == 1 -> s.with(entry, t.item());
      default -> s.withUnusable(entry, "is not a float tensor");
    };
  }

  private static OptimizerState.Group group(SequencedMap<String, Object> json, Optional<List<Object>> shapes) {
    SequencedMap<String, Object> options = new LinkedHashMap<>();
    json.forEach((name, value) -> {
      if (!name.equals("params") && !name.equals("param_names")) {
        options.put(name, fromJson(value));
      }
    });
    Optional<List<String>> names = Optional.ofNullable(json.get("param_names")).map(n -> Json.list(n).stream().map(Object::toString).toList());
    List<Integer> params = Json.list(required(json, "params")).stream().map(p -> whole("the number of a parameter", p)).toList();
    return new OptimizerState.Group(options, names, shapes.map(s -> s.stream().map(OptimizerStateFile::shape).toList()), params);
  }

  private static Shape shape(Object json) {
    return Shape.of(Json.list(json).stream().mapToInt(d -> whole("a size", d)).toArray());
  }

  private static List<Tensor> list(String name, int length, Map<String, AnyTensor> tensors) {
    List<Tensor> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      switch (tensors.get(name + "." + i)) {
        case Tensor t -> list.add(t);
        case null -> throw new IllegalArgumentException("the tensor " + name + "." + i + " is missing");
        default -> throw new IllegalArgumentException("the tensor " + name + "." + i + " is not a float tensor");
      }
    }
    return list;
  }

  private static Object required(Map<String, Object> json, String name) {
    if (!json.containsKey(name)) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return json.get(name);
  }

  private static Object parsed(String key) {
    return key.matches("[0-9]{1,9}") ? (Object) Long.valueOf(key) : key;
  }

  private static int whole(String what, Object json) {
    if (json instanceof Long n && n >= 0 && n <= Integer.MAX_VALUE) {
      return n.intValue();
    }
    throw new IllegalArgumentException(what + " is " + json + "; allowed: 0 to " + Integer.MAX_VALUE);
  }

  private static double number(String what, Object json) {
    if (json instanceof Number n) {
      return n.doubleValue();
    }
    throw new IllegalArgumentException(what + " is " + json + "; allowed: a number");
  }
}
