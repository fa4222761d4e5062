package lanewise.jmh;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.optim.ASGD;
import lanewise.optim.Adadelta;
import lanewise.optim.Adafactor;
import lanewise.optim.Adagrad;
import lanewise.optim.Adam;
import lanewise.optim.AdamW;
import lanewise.optim.Adamax;
import lanewise.optim.LAMB;
import lanewise.optim.LARS;
import lanewise.optim.Lion;
import lanewise.optim.Muon;
import lanewise.optim.NAdam;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.RAdam;
import lanewise.optim.RMSprop;
import lanewise.optim.Rprop;
import lanewise.optim.SGD;
import lanewise.optim.SparseAdam;

/** The optimizers that are measured, by name: PyTorch's defaults, SGD with the rate 0.1. */
final class Optimizers {
  private static final Map<String, OptimizerOptions> ALL = all();

  private Optimizers() {}

  private static Map<String, OptimizerOptions> all() {
    Map<String, OptimizerOptions> all = new LinkedHashMap<>();
    all.put("SGD", SGD.options().lr(0.1));
    all.put("SGD-momentum", SGD.options().lr(0.1).momentum(0.9));
    all.put("Adam", Adam.options());
    all.put("AdamW", AdamW.options());
    all.put("Adamax", Adamax.options());
    all.put("NAdam", NAdam.options());
    all.put("RAdam", RAdam.options());
    all.put("Adadelta", Adadelta.options());
    all.put("Adagrad", Adagrad.options());
    all.put("RMSprop", RMSprop.options());
    all.put("Rprop", Rprop.options());
    all.put("ASGD", ASGD.options());
    all.put("Adafactor", Adafactor.options());
    all.put("Muon", Muon.options());
    all.put("SparseAdam", SparseAdam.options());
    all.put("Lion", Lion.options());
    all.put("LARS", LARS.options().momentum(0.9).weightDecay(1e-4));
    all.put("LAMB", LAMB.options());
    return all;
  }

  static OptimizerOptions of(String name) {
    if (!ALL.containsKey(name)) {
      throw new IllegalArgumentException("optimizer " + name + "; allowed: " + ALL.keySet());
    }
    return ALL.get(name);
  }
}
