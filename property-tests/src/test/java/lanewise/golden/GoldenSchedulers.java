package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.autograd.Parameter;
import lanewise.lrsched.Annealing;
import lanewise.lrsched.Chained;
import lanewise.lrsched.ChainedScheduler;
import lanewise.lrsched.Constant;
import lanewise.lrsched.ConstantLR;
import lanewise.lrsched.CosineAnnealing;
import lanewise.lrsched.CosineAnnealingLR;
import lanewise.lrsched.CosineAnnealingWarmRestarts;
import lanewise.lrsched.CosineAnnealingWarmRestartsLR;
import lanewise.lrsched.Cyclic;
import lanewise.lrsched.CyclicLR;
import lanewise.lrsched.Exponential;
import lanewise.lrsched.ExponentialLR;
import lanewise.lrsched.LambdaLR;
import lanewise.lrsched.LambdaSchedule;
import lanewise.lrsched.Linear;
import lanewise.lrsched.LinearLR;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.MultiStep;
import lanewise.lrsched.MultiStepLR;
import lanewise.lrsched.Multiplicative;
import lanewise.lrsched.MultiplicativeLR;
import lanewise.lrsched.OneCycleLR;
import lanewise.lrsched.Polynomial;
import lanewise.lrsched.PolynomialLR;
import lanewise.lrsched.ReduceLROnPlateau;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;
import lanewise.lrsched.SequentialLR;
import lanewise.lrsched.Start;
import lanewise.lrsched.Step;
import lanewise.lrsched.StepLR;
import lanewise.lrsched.SWALR;
import lanewise.lrsched.Swa;
import lanewise.lrsched.WithoutMomentum;
import lanewise.optim.AdamW;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;

/** The optimizers and schedulers of the golden files. An unknown type, option or word is an IllegalStateException. */
final class GoldenSchedulers {
  private GoldenSchedulers() {}

  /** An optimizer with the options that matter to a scheduler: with betas, with momentum, or with neither. */
  static Optimizer optimizer(JsonNode c) {
    String type = c.at("/optimizer/type").asText();
    List<Group> groups = new ArrayList<>();
    for (JsonNode g : c.get("groups")) {
      Group group = Group.group(List.of(new Parameter(Tensor.zeros(1))));
      double lr = g.get("lr").asDouble();
      groups.add(group.options(switch (type) {
        case "SGD", "RMSprop" -> SGD.options().lr(lr).momentum(g.path("momentum").asDouble(0));
        case "Adam", "AdamW", "NAdam" -> AdamW.options().lr(lr).betas(g.get("betas").get(0).asDouble(), g.get("betas").get(1).asDouble());
        case "Adagrad", "Rprop" -> new RateOnly.Options(lr);
        default -> throw new IllegalStateException("unknown optimizer " + type);
      }));
    }
    Optimizer optimizer = switch (type) {
      case "SGD", "RMSprop" -> new SGD(groups, SGD.options());
      case "Adagrad", "Rprop" -> new RateOnly(groups);
      default -> new AdamW(groups, AdamW.options());
    };
    for (int i = 0; i < groups.size(); i++) {
      JsonNode initial = c.get("groups").get(i).path("initial_lr");
      if (initial.isNumber()) {
        optimizer.paramGroups().get(i).initialLr(initial.asDouble());
      }
    }
    return optimizer;
  }

  /** A scheduler with every option that its description has. */
  static LrScheduler of(JsonNode scheduler, JsonNode c, Optimizer optimizer) {
    Start start = Start.after(c.path("last_epoch").asLong(-1));
    String type = scheduler.get("type").asText();
    JsonNode options = scheduler.path("options");
    if (type.equals("OneCycleLR")) {
      return new OneCycleLR(optimizer, oneCycle(options), start);
    }
    List<Schedule> own = new ArrayList<>();
    int lists = lists(scheduler, c.get("groups").size());
    for (int g = 0; g < Math.max(1, lists); g++) {
      own.add(GoldenSchedules.of(scheduler, g, hasMomentum(c.get("groups").get(g))));
    }
    Schedule s = own.getFirst();
    boolean one = lists == 0;
    return switch (type) {
      case "LambdaLR" -> one ? new LambdaLR(optimizer, (LambdaSchedule) s, start) : new LambdaLR(optimizer, all(LambdaSchedule.class, own), start);
      case "MultiplicativeLR" -> one
          ? new MultiplicativeLR(optimizer, (Multiplicative) s, start) : new MultiplicativeLR(optimizer, all(Multiplicative.class, own), start);
      case "StepLR" -> new StepLR(optimizer, (Step) s, start);
      case "MultiStepLR", "adjust_learning_rate" -> new MultiStepLR(optimizer, (MultiStep) s, start);
      case "ConstantLR" -> new ConstantLR(optimizer, (Constant) s, start);
      case "LinearLR" -> new LinearLR(optimizer, (Linear) s, start);
      case "ExponentialLR" -> new ExponentialLR(optimizer, (Exponential) s, start);
      case "PolynomialLR" -> new PolynomialLR(optimizer, (Polynomial) s, start);
      case "CosineAnnealingLR" -> new CosineAnnealingLR(optimizer, (CosineAnnealing) s, start);
      case "CosineAnnealingWarmRestarts" -> new CosineAnnealingWarmRestartsLR(optimizer, (CosineAnnealingWarmRestarts) s, start);
      case "SWALR" -> one ? new SWALR(optimizer, (Swa) s, start) : new SWALR(optimizer, all(Swa.class, own), start);
      case "SequentialLR" -> one
          ? new SequentialLR(optimizer, (Sequential) s, start) : new SequentialLR(optimizer, all(Sequential.class, own), start);
      case "ChainedScheduler" -> one
          ? new ChainedScheduler(optimizer, (Chained) s, start) : new ChainedScheduler(optimizer, all(Chained.class, own), start);
      case "WarmupConstant", "CosineAnnealingWarmUpRestarts" -> new LrScheduler(optimizer, s, start);
      case "CyclicLR" -> {
        JsonNode cycle = options.path("cycle_momentum");
        var momentum = cycle.isMissingNode() ? CyclicLR.CycleMomentum.WHERE_PRESENT
            : cycle.asBoolean() ? CyclicLR.CycleMomentum.ALWAYS : CyclicLR.CycleMomentum.NEVER;
        List<Cyclic> cycles = own.stream().map(o -> (Cyclic) (o instanceof WithoutMomentum w ? w.schedule() : o)).toList();
        yield one ? new CyclicLR(optimizer, cycles.getFirst(), momentum, start) : new CyclicLR(optimizer, cycles, momentum, start);
      }
      default -> throw new IllegalStateException("unknown scheduler " + type);
    };
  }

  static ReduceLROnPlateau plateau(JsonNode options, Optimizer optimizer) {
    ReduceLROnPlateau.Options made = ReduceLROnPlateau.options();
    for (Map.Entry<String, JsonNode> o : options.properties()) {
      JsonNode value = o.getValue();
      made = switch (o.getKey()) {
        case "mode" -> made.mode(GoldenSchedules.constant(ReduceLROnPlateau.Mode.class, "mode", value.asText()));
        case "factor" -> made.factor(GoldenFile.number(value));
        case "patience" -> made.patience(value.asLong());
        case "threshold" -> made.threshold(GoldenFile.number(value));
        case "threshold_mode" -> made.thresholdMode(GoldenSchedules.constant(ReduceLROnPlateau.ThresholdMode.class, o.getKey(), value.asText()));
        case "cooldown" -> made.cooldown(value.asLong());
        case "min_lr" -> {
          if (value.isArray() && value.size() != optimizer.paramGroups().size()) {
            throw new IllegalArgumentException("min_lr " + value);
          }
          yield made.minLr(list(value));
        }
        case "eps" -> made.eps(GoldenFile.number(value));
        default -> throw new IllegalStateException("unknown option " + o);
      };
    }
    return new ReduceLROnPlateau(optimizer, made);
  }

  static boolean hasMomentum(JsonNode group) {
    return group.has("betas") || group.path("momentum").asDouble() > 0;
  }

  private static <S> List<S> all(Class<S> type, List<Schedule> own) {
    return own.stream().map(type::cast).toList();
  }

  /** How many values the lists of a scheduler or of its parts have, at most one for each group; 0 where there are no lists. */
  private static int lists(JsonNode scheduler, int groups) {
    int parts = 0;
    for (JsonNode part : scheduler.path("schedulers")) {
      parts = Math.max(parts, lists(part, groups));
    }
    return scheduler.path("options").properties().stream().filter(GoldenSchedulers::isList).mapToInt(o -> Math.min(groups, o.getValue().size()))
        .min().orElse(parts);
  }

  private static boolean isList(Map.Entry<String, JsonNode> option) {
    return option.getValue().isArray() && !option.getKey().equals("milestones") && !option.getKey().equals("schedule");
  }

  private static OneCycleLR.Options oneCycle(JsonNode options) {
    long total = options.has("total_steps") ? options.get("total_steps").asLong()
        : options.path("epochs").asLong(0) * options.path("steps_per_epoch").asLong(0);
    var made = OneCycleLR.options(0.1, total).maxLr(list(options.get("max_lr")));
    for (Map.Entry<String, JsonNode> o : options.properties()) {
      JsonNode value = o.getValue();
      made = switch (o.getKey()) {
        case "max_lr", "total_steps", "epochs", "steps_per_epoch", "three_phase" -> made;
        case "pct_start" -> made.pctStart(GoldenFile.number(value));
        case "anneal_strategy" -> made.annealStrategy(GoldenSchedules.constant(Annealing.class, "anneal_strategy", value.asText()));
        case "cycle_momentum" -> made.cycleMomentum(value.asBoolean());
        case "base_momentum" -> made.baseMomentum(list(value));
        case "max_momentum" -> made.maxMomentum(list(value));
        case "div_factor" -> made.divFactor(GoldenFile.number(value));
        case "final_div_factor" -> made.finalDivFactor(GoldenFile.number(value));
        default -> throw new IllegalStateException("unknown option " + o);
      };
    }
    return made.threePhase(options.path("three_phase").asBoolean(false));
  }

  private static double[] list(JsonNode value) {
    return value.isArray() ? GoldenFile.numbers(value) : new double[] {GoldenFile.number(value)};
  }
}
