package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every optimizer goes down the sum of squares of W x + b, and up where it is told to. */
class DirectionLawsTest {
  private static final int ROWS = 10;
  private static final int COLUMNS = 5;

  private static List<OptimizerOptions> all() {
    List<OptimizerOptions> all = new ArrayList<>(List.of(SGD.options(), SGD.options().momentum(0.9).nesterov(true), Adam.options(),
        Adam.options().amsgrad(true), AdamW.options(), SparseAdam.options(), Adamax.options(), NAdam.options(), RAdam.options(), Adadelta.options(),
        Adagrad.options(), RMSprop.options().lr(1e-3), RMSprop.options().lr(1e-3).centered(true), Rprop.options().lr(1e-3), ASGD.options().lr(1e-3),
        Adafactor.options().lr(1e-3), Muon.options(), Lion.options(), LARS.options().momentum(0.9).weightDecay(1e-4), LAMB.options()));
    all.add(LBFGS.options().maxIter(1));
    all.add(lanewise.optim.notebook.SGD.options(1e-3));
    all.add(MomentumSGD.options(1e-3));
    all.add(RMSProp.options(1e-3));
    all.add(lanewise.optim.notebook.Adam.options(1e-3));
    return all;
  }

  /** The function, with its gradients; rows of W for an optimizer that takes rows. */
  private static double evaluate(Parameter w, Parameter b, float[] x, boolean rows) {
    float[] weights = w.value().toArray();
    float[] y = b.value().toArray();
    float[] g = new float[weights.length];
    double sum = 0;
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        y[r] += weights[r * COLUMNS + c] * x[c];
      }
      sum += (double) y[r] * y[r];
      y[r] *= 2;
      for (int c = 0; c < COLUMNS; c++) {
        g[r * COLUMNS + c] = y[r] * x[c];
      }
    }
    w.zeroGrad();
    b.zeroGrad();
    if (rows) {
      w.backward(RowSparse.of(w.shape(), LongTensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ROWS), Tensor.of(g, ROWS, COLUMNS)));
    } else {
      w.backward(Tensor.of(g, ROWS, COLUMNS));
      b.backward(Tensor.of(y, ROWS));
    }
    return sum;
  }

  @Property(tries = 500)
  void twentyStepsGoDownOrUpAsTheyAreTold(@ForAll long seed) {
    for (OptimizerOptions options : all()) {
      for (boolean up : new boolean[] {false, true}) {
        OptimizerOptions told = options.with(OptionValues.of("maximize", up));
        if (told.maximize() == up) {
          Random random = new Random(seed);
          Parameter w = new Parameter(Tensor.of(Trial.normal(random, ROWS * COLUMNS), ROWS, COLUMNS));
          Parameter b = Trial.parameter(Trial.normal(random, ROWS));
          float[] x = Trial.normal(random, COLUMNS);
          boolean rows = told instanceof SparseAdam.Options;
          Optimizer optimizer = told.build(rows || told instanceof Muon.Options ? List.of(w) : List.of(w, b));
          double before = evaluate(w, b, x, rows);
          for (int t = 0; t < 20; t++) {
            optimizer.step(() -> evaluate(w, b, x, rows));
          }
          double after = evaluate(w, b, x, rows);
          assertTrue(up ? after > before : after < before, told + " from " + before + " to " + after);
        }
      }
    }
  }
}
