package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.optim.ASGD;
import lanewise.optim.Adadelta;
import lanewise.optim.Adafactor;
import lanewise.optim.Adagrad;
import lanewise.optim.Adam;
import lanewise.optim.AdamW;
import lanewise.optim.Adamax;
import lanewise.optim.Group;
import lanewise.optim.LAMB;
import lanewise.optim.LARS;
import lanewise.optim.LBFGS;
import lanewise.optim.Lion;
import lanewise.optim.Muon;
import lanewise.optim.NAdam;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.OptionValues;
import lanewise.optim.RAdam;
import lanewise.optim.RMSprop;
import lanewise.optim.Rprop;
import lanewise.optim.SGD;
import lanewise.optim.SparseAdam;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Reads optimizers, options, parameters and gradients of golden cases. */
final class GoldenOptimizers {
  /** The default options of every optimizer, by the name in the files. */
  static final Map<String, OptimizerOptions> KINDS = kinds();

  private GoldenOptimizers() {}

  private static Map<String, OptimizerOptions> kinds() {
    Map<String, OptimizerOptions> kinds = new LinkedHashMap<>();
    kinds.put("SGD", SGD.options());
    kinds.put("Adam", Adam.options());
    kinds.put("AdamW", AdamW.options());
    kinds.put("SparseAdam", SparseAdam.options());
    kinds.put("Adamax", Adamax.options());
    kinds.put("NAdam", NAdam.options());
    kinds.put("RAdam", RAdam.options());
    kinds.put("Adadelta", Adadelta.options());
    kinds.put("Adagrad", Adagrad.options());
    kinds.put("RMSprop", RMSprop.options());
    kinds.put("Rprop", Rprop.options());
    kinds.put("ASGD", ASGD.options());
    kinds.put("beyond.Lion", Lion.options());
    kinds.put("notebook.SGD", lanewise.optim.notebook.SGD.options(0));
    kinds.put("notebook.MomentumSGD", MomentumSGD.options(0));
    kinds.put("notebook.RMSProp", RMSProp.options(0));
    kinds.put("notebook.Adam", lanewise.optim.notebook.Adam.options(0));
    kinds.put("LBFGS", LBFGS.options());
    kinds.put("Muon", Muon.options());
    kinds.put("Adafactor", Adafactor.options());
    kinds.put("beyond.LARS", LARS.options());
    kinds.put("beyond.LAMB", LAMB.options());
    return kinds;
  }

  /** The options of an optimizer; an unknown optimizer or option is an error. */
  static OptimizerOptions options(String optimizer, JsonNode options) {
    if (!KINDS.containsKey(optimizer)) {
      throw new IllegalStateException("unknown optimizer " + optimizer);
    }
    return with(KINDS.get(optimizer), options);
  }

  /** Options with changes; an unknown name is an error. */
  static OptimizerOptions with(OptimizerOptions options, JsonNode changes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      values.put(change.getKey(), value(change.getValue()));
    }
    OptionValues read = new OptionValues(values);
    OptimizerOptions changed = options.with(read);
    if (!read.unread().isEmpty()) {
      throw new IllegalStateException("unknown options " + read.unread() + " for " + options);
    }
    return changed;
  }

  /** A value as {@link OptionValues} has it; null is an empty Optional. */
  static Object value(JsonNode node) {
    if (node.isNull()) {
      return Optional.empty();
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(e -> list.add(value(e)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() || List.of("NaN", "Infinity", "-Infinity").contains(node.asText()) ? (Object) GoldenFile.number(node) : node.asText();
  }

  /** A group with options of its own over the constructor's. */
  static Group group(JsonNode group, Map<String, Parameter> parameters, OptimizerOptions defaults) {
    List<Parameter> members = new ArrayList<>();
    group.get("params").forEach(name -> members.add(parameters.get(name.asText())));
    return Group.group(members).options(with(defaults, group.get("options")));
  }

  /** Parameters by name. */
  static Map<String, Parameter> parameters(JsonNode params) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> p : params.properties()) {
      parameters.put(p.getKey(), new Parameter(tensor(p.getValue())));
    }
    return parameters;
  }

  /** Makes a gradient the parameter's: dense, row-sparse, or none. */
  static void gradient(Parameter p, JsonNode g) {
    p.zeroGrad();
    if (g.path("sparse").asBoolean()) {
      p.backward(rowSparse(g));
    } else if (!g.isNull()) {
      p.backward(tensor(g));
    }
  }

  /** Coordinates of several sparse dimensions become row-major numbers. */
  private static RowSparse rowSparse(JsonNode g) {
    Shape shape = shape(g.get("shape"));
    JsonNode indices = g.get("indices");
    long[] rows = new long[indices.get(0).size()];
    for (int d = 0; d < indices.size(); d++) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = rows[i] * shape.dim(d) + indices.get(d).get(i).asLong();
      }
    }
    return RowSparse.of(shape, LongTensor.of(rows, rows.length), tensor(g.get("values")));
  }

  static Tensor tensor(JsonNode node) {
    double[] data = GoldenFile.numbers(node.get("data"));
    float[] values = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = (float) data[i];
    }
    return Tensor.of(values, shape(node.get("shape")).toArray());
  }

  private static Shape shape(JsonNode node) {
    int[] shape = new int[node.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get(i).asInt();
    }
    return Shape.of(shape);
  }
}
