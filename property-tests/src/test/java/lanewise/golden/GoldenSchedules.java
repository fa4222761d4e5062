package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import lanewise.lrsched.Annealing;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Constant;
import lanewise.lrsched.CosineAnnealing;
import lanewise.lrsched.CosineAnnealingWarmRestarts;
import lanewise.lrsched.CosineAnnealingWarmUpRestarts;
import lanewise.lrsched.Cyclic;
import lanewise.lrsched.Exponential;
import lanewise.lrsched.LambdaSchedule;
import lanewise.lrsched.Linear;
import lanewise.lrsched.MultiStep;
import lanewise.lrsched.Multiplicative;
import lanewise.lrsched.OneCycle;
import lanewise.lrsched.Polynomial;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;
import lanewise.lrsched.Step;
import lanewise.lrsched.Swa;
import lanewise.lrsched.WarmupConstant;

/** The pure schedule of one parameter group for a scheduler of the golden files. An unknown type, option or word is an IllegalStateException. */
final class GoldenSchedules {
  private final JsonNode options;
  private final int group;
  private final boolean hasMomentum;
  private final Set<String> asked = new HashSet<>();

  private GoldenSchedules(JsonNode options, int group, boolean hasMomentum) {
    this.options = options;
    this.group = group;
    this.hasMomentum = hasMomentum;
  }

  /**
   * The schedule of a group.
   *
   * @param hasMomentum whether the group has a momentum to cycle where the scheduler does not say
   */
  static Schedule of(JsonNode scheduler, int group, boolean hasMomentum) {
    GoldenSchedules reader = new GoldenSchedules(scheduler.path("options"), group, hasMomentum);
    Schedule schedule = reader.schedule(scheduler);
    scheduler.path("options").fieldNames().forEachRemaining(name -> {
      if (!reader.asked.contains(name)) {
        throw new IllegalStateException("unknown option " + name + " of " + scheduler.get("type"));
      }
    });
    return schedule;
  }

  private Schedule schedule(JsonNode scheduler) {
    return switch (scheduler.get("type").asText()) {
      case "LambdaLR" -> new LambdaSchedule("lambda", GoldenFunctions.of(own("lr_lambda")));
      case "MultiplicativeLR" -> new Multiplicative("lambda", GoldenFunctions.of(own("lr_lambda")));
      case "StepLR" -> new Step(whole("step_size", 1), number("gamma", 0.1));
      case "MultiStepLR" -> new MultiStep(wholes("milestones"), number("gamma", 0.1));
      case "adjust_learning_rate" -> new MultiStep(wholes("schedule"), number("gamma", 0.1));
      case "ConstantLR" -> new Constant(number("factor", 1.0 / 3), whole("total_iters", 5));
      case "LinearLR" -> new Linear(number("start_factor", 1.0 / 3), number("end_factor", 1), whole("total_iters", 5));
      case "ExponentialLR" -> new Exponential(number("gamma", 1));
      case "PolynomialLR" -> Polynomial.of(whole("total_iters", 5), number("power", 1));
      case "CosineAnnealingLR" -> CosineAnnealing.of(whole("T_max", 0)).etaMin(number("eta_min", 0));
      case "CosineAnnealingWarmRestarts" -> new CosineAnnealingWarmRestarts(whole("T_0", 0), (int) whole("T_mult", 1), number("eta_min", 0));
      case "CyclicLR" -> cyclic();
      case "OneCycleLR" -> oneCycle();
      case "SWALR" -> new Swa(number("swa_lr", 0), whole("anneal_epochs", 10), annealing());
      case "SequentialLR" -> new Sequential(children(scheduler), wholes("milestones"));
      case "ChainedScheduler" -> new Chained(children(scheduler));
      case "WarmupConstant" -> new WarmupConstant(whole("warmup_steps", 0));
      case "CosineAnnealingWarmUpRestarts" -> new CosineAnnealingWarmUpRestarts(
          whole("T_0", 0), (int) whole("T_mult", 1), number("eta_max", 0.1), whole("T_up", 0), number("gamma", 1));
      default -> throw new IllegalStateException("unknown scheduler " + scheduler.get("type"));
    };
  }

  private List<Schedule> children(JsonNode scheduler) {
    List<Schedule> children = new ArrayList<>();
    scheduler.get("schedulers").forEach(child -> children.add(of(child, group, hasMomentum)));
    return children;
  }

  private Schedule cyclic() {
    long up = whole("step_size_up", 2000);
    Cyclic cyclic = Cyclic.of(number("base_lr", 0), number("max_lr", 0)).stepSize(up, whole("step_size_down", up)).gamma(number("gamma", 1))
        .mode(word(Cyclic.Mode.class, "mode", "triangular")).momentum(number("base_momentum", 0.8), number("max_momentum", 0.9));
    Cyclic.ScaleMode scaleMode = word(Cyclic.ScaleMode.class, "scale_mode", "cycle");
    if (!own("scale_fn").isMissingNode()) {
      cyclic = cyclic.scaleFn(new Cyclic.ScaleFn("scale_fn", GoldenFunctions.of(own("scale_fn")), scaleMode));
    }
    return momentum(cyclic, hasMomentum);
  }

  private Schedule oneCycle() {
    long epochs = whole("epochs", 0) * whole("steps_per_epoch", 0);
    OneCycle cycle = OneCycle.of(number("max_lr", 0), whole("total_steps", epochs)).pctStart(number("pct_start", 0.3)).annealStrategy(annealing())
        .divFactor(number("div_factor", 25)).finalDivFactor(number("final_div_factor", 1e4)).threePhase(own("three_phase").asBoolean(false))
        .momentum(number("base_momentum", 0.85), number("max_momentum", 0.95));
    return momentum(cycle, true);
  }

  private Schedule momentum(Schedule schedule, boolean unlessSaid) {
    return own("cycle_momentum").asBoolean(unlessSaid) ? schedule : schedule.withoutMomentum();
  }

  private Annealing annealing() {
    return word(Annealing.class, "anneal_strategy", "cos");
  }

  /** The option's value for this group. */
  private JsonNode own(String name) {
    asked.add(name);
    JsonNode value = options.path(name);
    return value.isArray() ? value.get(group) : value;
  }

  private double number(String name, double unlessGiven) {
    JsonNode value = own(name);
    return value.isMissingNode() || value.isNull() ? unlessGiven : GoldenFile.number(value);
  }

  private long whole(String name, long unlessGiven) {
    JsonNode value = own(name);
    if (!(value.isMissingNode() || value.isNull() || value.isIntegralNumber())) {
      throw new IllegalStateException(name + " is not a whole number: " + value);
    }
    return value.asLong(unlessGiven);
  }

  private List<Long> wholes(String name) {
    asked.add(name);
    return StreamSupport.stream(options.get(name).spliterator(), false).map(JsonNode::asLong).toList();
  }

  private <E extends Enum<E>> E word(Class<E> type, String name, String unlessGiven) {
    return constant(type, name, own(name).asText(unlessGiven));
  }

  /** The constant of that name; a word that is not one is refused as our types refuse it. */
  static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
    return Arrays.stream(type.getEnumConstants()).filter(c -> c.name().equals(text.toUpperCase(Locale.ROOT))).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " " + text));
  }
}
