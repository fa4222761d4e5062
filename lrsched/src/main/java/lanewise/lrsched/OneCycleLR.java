package lanewise.lrsched;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link OneCycle}: the rates, and against them the momentum (beta1 of Adam's family). To be stepped after every
 * batch.
 *
 * <pre>{@code
 * var scheduler = new OneCycleLR(optimizer, OneCycleLR.options(5e-2, epochs * batches.size()));
 * }</pre>
 *
 * <p>The optimizer's own rates play no part. Rates and momenta are one value for all groups or one for each.
 *
 * <p>Source: PyTorch's {@code OneCycleLR}; what differs from there stands in {@link OneCycle}.
 */
public final class OneCycleLR extends LrScheduler {
  /** Begins at t = 0. */
  public OneCycleLR(Optimizer optimizer, Options options) {
    this(optimizer, options, Start.NEW);
  }

  /**
   * Begins as {@code start} says.
   *
   * @throws IllegalArgumentException if the options have more than one value for a thing and not one for each group, or the optimizer has no momentum
   *     to cycle
   */
  public OneCycleLR(Optimizer optimizer, Options options, Start start) {
    Checks.requirePresent("optimizer", optimizer);
    Checks.requirePresent("options", options);
    requireOneForEach("maxLr", options.maxLr, optimizer);
    requireOneForEach("baseMomentum", options.baseMomentum, optimizer);
    requireOneForEach("maxMomentum", options.maxMomentum, optimizer);
    super(optimizer, group -> track(options, group), start);
  }

  /** PyTorch's defaults. */
  public static Options options(double maxLr, long totalSteps) {
    return new Options(List.of(maxLr), totalSteps, 0.3, Annealing.COS, true, List.of(0.85), List.of(0.95), 25, 1e4, false, false);
  }

  /** PyTorch's defaults for {@code epochs * stepsPerEpoch} steps. */
  public static Options options(double maxLr, int epochs, int stepsPerEpoch) {
    Checks.requireBetween("epochs", epochs, 1, Integer.MAX_VALUE);
    Checks.requireBetween("stepsPerEpoch", stepsPerEpoch, 1, Integer.MAX_VALUE);
    return options(maxLr, (long) epochs * stepsPerEpoch);
  }

  private static Track track(Options options, int group) {
    OneCycle cycle = options.schedule(group);
    Optional<Schedule> momentum = options.cycleMomentum ? Optional.of(cycle.momentum()) : Optional.empty();
    return new Track(cycle, momentum, OptionalDouble.of(cycle.initialLr()), false);
  }

  private static void requireOneForEach(String name, List<Double> values, Optimizer optimizer) {
    int groups = optimizer.paramGroups().size();
    if (values.size() != 1 && values.size() != groups) {
      throw new IllegalArgumentException(name + " " + values + " for " + groups + " parameter groups; allowed: one value, or one for each group");
    }
  }

  /**
   * The options of {@link OneCycleLR}.
   *
   * @param maxLr highest rate, for all groups or for each, finite and >= 0
   * @param totalSteps number of optimizer steps, >= 1
   * @param pctStart fraction of the steps in which the rate rises, 0..1; default 0.3
   * @param annealStrategy shape of a phase; default {@code COS}
   * @param cycleMomentum whether momentum or beta1 is driven, too; default true
   * @param baseMomentum momentum at the highest rate, for all groups or for each, finite and >= 0; default 0.85
   * @param maxMomentum momentum at the lowest rates, for all groups or for each, finite and >= 0; default 0.95
   * @param divFactor highest / first rate, > 0; default 25
   * @param finalDivFactor first / last rate, > 0; default 10^4
   * @param threePhase whether a third phase follows; default false
   * @param strictOneCycle whether the scheduler step after the last optimizer step is refused; default false: it keeps the last rate
   */
  public record Options(
      List<Double> maxLr,
      long totalSteps,
      double pctStart,
      Annealing annealStrategy,
      boolean cycleMomentum,
      List<Double> baseMomentum,
      List<Double> maxMomentum,
      double divFactor,
      double finalDivFactor,
      boolean threePhase,
      boolean strictOneCycle) {

    /** Checks the values. */
    public Options {
      maxLr = Checks.copy("maxLr", maxLr);
      baseMomentum = Checks.copy("baseMomentum", baseMomentum);
      maxMomentum = Checks.copy("maxMomentum", maxMomentum);
      Checks.requireBetween("number of values of maxLr", maxLr.size(), 1, Integer.MAX_VALUE);
      Checks.requireBetween("number of values of baseMomentum", baseMomentum.size(), 1, Integer.MAX_VALUE);
      Checks.requireBetween("number of values of maxMomentum", maxMomentum.size(), 1, Integer.MAX_VALUE);
      for (double rate : maxLr) {
        new OneCycle(rate, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, 0, 0, strictOneCycle);
      }
      baseMomentum.forEach(m -> Checks.requireFinite("baseMomentum", m, 0));
      maxMomentum.forEach(m -> Checks.requireFinite("maxMomentum", m, 0));
    }

    /** With other highest rates: one, or one for each group. */
    public Options maxLr(double... maxLr) {
      return copy(list(maxLr), pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase,
          strictOneCycle);
    }

    /** With another fraction of rising steps. */
    public Options pctStart(double pctStart) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** With another shape of the phases. */
    public Options annealStrategy(Annealing annealStrategy) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** Driving momentum or leaving it alone. */
    public Options cycleMomentum(boolean cycleMomentum) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** With other momenta at the highest rate: one, or one for each group. */
    public Options baseMomentum(double... baseMomentum) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, list(baseMomentum), maxMomentum, divFactor, finalDivFactor, threePhase,
          strictOneCycle);
    }

    /** With other momenta at the lowest rates: one, or one for each group. */
    public Options maxMomentum(double... maxMomentum) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, list(maxMomentum), divFactor, finalDivFactor, threePhase,
          strictOneCycle);
    }

    /** With another ratio of the highest to the first rate. */
    public Options divFactor(double divFactor) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** With another ratio of the first to the last rate. */
    public Options finalDivFactor(double finalDivFactor) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** With two phases or three. */
    public Options threePhase(boolean threePhase) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /** Refusing the step after the last one or keeping the rate there. */
    public Options strictOneCycle(boolean strictOneCycle) {
      return copy(maxLr, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor, threePhase, strictOneCycle);
    }

    /**
     * The pure schedule of a group.
     *
     * @throws IllegalArgumentException if there are values for each group and none for this one
     */
    public OneCycle schedule(int group) {
      return new OneCycle(of("maxLr", maxLr, group), totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase,
          of("baseMomentum", baseMomentum, group), of("maxMomentum", maxMomentum, group), strictOneCycle);
    }

    private Options copy(List<Double> maxLr, double pctStart, Annealing annealStrategy, boolean cycleMomentum, List<Double> baseMomentum,
        List<Double> maxMomentum, double divFactor, double finalDivFactor, boolean threePhase, boolean strictOneCycle) {
      return new Options(maxLr, totalSteps, pctStart, annealStrategy, cycleMomentum, baseMomentum, maxMomentum, divFactor, finalDivFactor,
          threePhase, strictOneCycle);
    }

    private static double of(String name, List<Double> values, int group) {
      if (values.size() != 1 && group >= values.size()) {
        throw new IllegalArgumentException(name + " " + values + " has no value for group " + group + "; allowed: one value, or one for each group");
      }
      return values.get(values.size() == 1 ? 0 : group);
    }

    private static List<Double> list(double... values) {
      return Arrays.stream(values).boxed().toList();
    }
  }
}
