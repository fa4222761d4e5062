package lanewise.optim;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.DecayedMoveStep;
import lanewise.tensor.step.MomentumStep;
import lanewise.tensor.step.NewtonSchulz;
import lanewise.tensor.step.Step;
import lanewise.tensor.step.Sweep;

/**
 * Momentum, orthogonalized by the iteration of Newton and Schulz; for the matrices of hidden layers only. With P a parameter {@code [rows, columns]},
 * G its gradient:
 *
 * <pre>
 * B = B + (1 - momentum) (G - B)
 * U = G + momentum (B - G), or without nesterov U = B
 * X = U / max(|U|, eps)                                  Frobenius norm
 * nsSteps times: A = X X^T; X = a X + (b A + c A A) X     of a tall matrix with X^T
 * P = P (1 - lr weightDecay) - lr adjust X
 * </pre>
 *
 * <p>With the default coefficients singular values of U / |U| between 0.01 and 1 come to lie between 0.68 and 1.14. adjust is sqrt(max(1, rows /
 * columns)) ({@link Adjust#ORIGINAL}), 0.2 sqrt(max(rows, columns)) or sqrt(rows / columns).
 *
 * <p>Embeddings, heads, biases and normalisations belong to another optimizer: {@link #split} parts a model's parameters.
 *
 * <p>State: {@code momentum_buffer} (B), 4 bytes an element; 4 more are working memory, and for each shape of a matrix its
 * size once more and two squares of its shorter side. The iteration is in float32; PyTorch's is in bfloat16, so
 * that updates differ by about a hundredth.
 *
 * <p>Source: PyTorch's {@code torch.optim.Muon}; Keller Jordan, Muon: an optimizer for hidden layers (2024).
 */
public final class Muon extends Optimizer {
  private static final StateLayout STATE = StateLayout.NONE.tensor("momentum_buffer");

  private final Map<Parameter, Entry> entries = new LinkedHashMap<>();
  /** Working memory of the iteration, for all parameters of a shape: they are iterated one after the other. */
  private final Map<Shape, NewtonSchulz> iterations = new HashMap<>();
  private final Sweep sweep = new Sweep();
  private final BiConsumer<ParamGroup, Parameter> average = this::average;
  private final BiConsumer<ParamGroup, Parameter> move = this::move;

  /** An optimizer of one group. */
  public Muon(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Muon(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.1, 0.95, true, new Coefficients(3.4445, -4.7750, 2.0315), 1e-7, 5, Adjust.ORIGINAL);
  }

  /**
   * Parts the parameters of a model into those for Muon, which are the matrices, and the others.
   *
   * <pre>{@code
   * var parts = Muon.split(model.namedParameters(), name -> name.startsWith("embedding.") || name.startsWith("head."));
   * var muon = new Muon(List.of(group(parts.muon())), Muon.options());
   * var adamW = new AdamW(List.of(group(parts.others())), AdamW.options());
   * }</pre>
   *
   * @param elsewhere names of matrices that are not for Muon: embeddings and heads
   */
  public static Split split(SequencedMap<String, Parameter> named, Predicate<String> elsewhere) {
    SequencedMap<String, Parameter> muon = new LinkedHashMap<>();
    SequencedMap<String, Parameter> others = new LinkedHashMap<>();
    named.forEach((name, p) -> (p.shape().rank() == 2 && !elsewhere.test(name) ? muon : others).put(name, p));
    return new Split(muon, others);
  }

  /** Parameters for Muon and for another optimizer, in the model's order. */
  public record Split(SequencedMap<String, Parameter> muon, SequencedMap<String, Parameter> others) {}

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected void update() {
    sweep.clear();
    try {
      describeEachWithGrad(average);
    } catch (RuntimeException | Error failure) {
      // the steps hold the arrays of state that is undone
      sweep.clear();
      entries.clear();
      iterations.clear();
      throw failure;
    }
    sweep.run();
    forEachWithGrad(move);
  }

  private void average(ParamGroup group, Parameter p) {
    Entry entry = entries.get(p);
    if (entry == null) {
      NewtonSchulz iteration = iterations.computeIfAbsent(p.shape(), NewtonSchulz::new);
      entry = new Entry(memory(p), Step.zerosLike(p.value()), iteration, new MomentumStep(), new DecayedMoveStep());
      entries.put(p, entry);
    }
    Options o = (Options) group.options();
    entry.momentum.begin(p.value(), p.grad(), gradScale(o));
    sweep.add(entry.momentum.average(entry.memory.tensor("momentum_buffer"), entry.update, o.momentum, o.nesterov));
  }

  private void move(ParamGroup group, Parameter p) {
    Options o = (Options) group.options();
    Entry entry = entries.get(p);
    Coefficients c = o.nsCoefficients;
    Tensor x = entry.iteration.iterate(entry.update, c.a, c.b, c.c, o.eps, o.nsSteps);
    entry.move.begin(p.value(), x, -o.lr * o.adjust.factor(p.shape()));
    sweep.add(entry.move.decoupledDecay(1 - o.lr * o.weightDecay));
    sweep.run();
  }

  /** What is kept for a parameter. */
  private record Entry(Memory memory, Tensor update, NewtonSchulz iteration, MomentumStep momentum, DecayedMoveStep move) {}

  /** The coefficients of the iteration, each finite. */
  public record Coefficients(double a, double b, double c) {
    /** Checks the values. */
    public Coefficients {
      Checks.requireFinite("nsCoefficients.a", a);
      Checks.requireFinite("nsCoefficients.b", b);
      Checks.requireFinite("nsCoefficients.c", c);
    }
  }

  /** How the rate follows the shape of a matrix; the names are PyTorch's {@code adjust_lr_fn} in lower case. */
  public enum Adjust {
    /** sqrt(max(1, rows / columns)). */
    ORIGINAL,
    /** 0.2 sqrt(max(rows, columns)): updates as large as those of AdamW, so that its rate and decay can be used again. */
    MATCH_RMS_ADAMW,
    /** sqrt(rows / columns). */
    SPECTRAL_UNCLAMPED;

    double factor(Shape shape) {
      double rows = shape.dim(0);
      double columns = shape.dim(1);
      return switch (this) {
        case ORIGINAL -> Math.sqrt(Math.max(1, rows / columns));
        case MATCH_RMS_ADAMW -> 0.2 * Math.sqrt(Math.max(rows, columns));
        case SPECTRAL_UNCLAMPED -> Math.sqrt(rows / columns);
      };
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The options of {@link Muon}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param weightDecay decay of the parameter, times the rate, finite and >= 0; default 0.1
   * @param momentum share of the old average, finite and >= 0; default 0.95
   * @param nesterov Nesterov's momentum; default true
   * @param nsCoefficients coefficients of the iteration; default 3.4445, -4.7750, 2.0315
   * @param eps least norm to divide by, finite and >= 0; default 1e-7
   * @param nsSteps number of iterations, 0 to 99; default 5
   * @param adjust how the rate follows the shape; default ORIGINAL
   */
  public record Options(double lr, double weightDecay, double momentum, boolean nesterov, Coefficients nsCoefficients, double eps, int nsSteps,
      Adjust adjust) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("weightDecay", weightDecay);
      Checks.requireNotNegative("momentum", momentum);
      Checks.requireNotNegative("eps", eps);
      if (nsSteps < 0 || nsSteps >= 100) {
        throw new IllegalArgumentException("nsSteps " + nsSteps + "; allowed: 0 to 99");
      }
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    /** With another momentum. */
    public Options momentum(double momentum) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    /** With Nesterov's momentum or without. */
    public Options nesterov(boolean nesterov) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    /** With other coefficients. */
    public Options nsCoefficients(double a, double b, double c) {
      return new Options(lr, weightDecay, momentum, nesterov, new Coefficients(a, b, c), eps, nsSteps, adjust);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    /** With another number of iterations. */
    public Options nsSteps(int nsSteps) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    /** With another way to follow the shape. */
    public Options adjust(Adjust adjust) {
      return new Options(lr, weightDecay, momentum, nesterov, nsCoefficients, eps, nsSteps, adjust);
    }

    @Override
    public double cycledMomentum() {
      return momentum;
    }

    @Override
    public Options cycledMomentum(double momentum) {
      return momentum(momentum);
    }

    @Override
    public void requireParameter(Shape shape) {
      if (shape.rank() != 2) {
        throw new IllegalArgumentException("a parameter of shape " + shape + " for Muon; allowed: matrices [rows, columns]");
      }
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("weight_decay", weightDecay);
      values.put("momentum", momentum);
      values.put("nesterov", nesterov);
      values.put("ns_coefficients", List.of(nsCoefficients.a, nsCoefficients.b, nsCoefficients.c));
      values.put("eps", eps);
      values.put("ns_steps", nsSteps);
      values.put("adjust_lr_fn", adjust.text());
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      Coefficients c = new Coefficients(v.element("ns_coefficients", 0, 3, nsCoefficients.a), v.element("ns_coefficients", 1, 3, nsCoefficients.b),
          v.element("ns_coefficients", 2, 3, nsCoefficients.c));
      return new Options(v.number("lr", lr), v.number("weight_decay", weightDecay), v.number("momentum", momentum), v.flag("nesterov", nesterov), c,
          v.number("eps", eps), v.whole("ns_steps", nsSteps), adjustment(v.value("adjust_lr_fn", adjust.text())));
    }

    /** PyTorch's None is the original one. */
    private static Adjust adjustment(Object value) {
      if (value.equals(Optional.empty())) {
        return Adjust.ORIGINAL;
      }
      for (Adjust a : Adjust.values()) {
        if (a.text().equals(value)) {
          return a;
        }
      }
      throw new IllegalArgumentException("adjust_lr_fn " + value + "; allowed: original, match_rms_adamw, spectral_unclamped");
    }

    @Override
    public Muon build(SequencedCollection<Group> groups) {
      return new Muon(groups, this);
    }

    @Override
    public Muon build(List<Parameter> parameters) {
      return new Muon(parameters, this);
    }
  }
}
