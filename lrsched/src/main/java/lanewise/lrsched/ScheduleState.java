package lanewise.lrsched;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The parameters of schedules as plain values, by the names that PyTorch's {@code state_dict} has for them. They identify a schedule in a saved
 * state; of a function only the name is there.
 */
final class ScheduleState {
  /** What is a list with one value for each group even where there is only one. */
  private static final Set<String> LISTS = Set.of("lr_lambdas", "base_momentums", "max_momentums", "max_lrs", "swa_lrs");
  private static final Map<String, String> NAMES = Map.of("t_max", "T_max", "t0", "T_0", "t_mult", "T_mult", "t_up", "T_up");

  private ScheduleState() {}

  /** The parameters of the schedules of all groups: each a single value where the groups agree, else a list. */
  static SequencedMap<String, Object> of(List<Schedule> groups) {
    List<SequencedMap<String, Object>> all = groups.stream().map(ScheduleState::of).toList();
    List<List<Schedule>> parts = groups.stream().map(ScheduleState::parts).toList();
    SequencedMap<String, Object> merged = new LinkedHashMap<>();
    int count = parts.getFirst().size();
    if (all.stream().anyMatch(m -> !m.keySet().equals(all.getFirst().keySet())) || parts.stream().anyMatch(p -> p.size() != count)) {
      merged.put("groups", all);
      return merged;
    }
    for (String name : all.getFirst().keySet()) {
      List<Object> values = all.stream().map(m -> m.get(name)).toList();
      boolean one = !LISTS.contains(name) && values.stream().allMatch(values.getFirst()::equals);
      merged.put(name, one ? values.getFirst() : values);
    }
    if (count > 0) {
      merged.put("_schedulers", IntStream.range(0, count).mapToObj(i -> of(parts.stream().map(p -> p.get(i)).toList())).toList());
    }
    return merged;
  }

  /** The options of {@link ReduceLROnPlateau} for a number of groups. */
  static SequencedMap<String, Object> of(ReduceLROnPlateau.Options options, int groups) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("kind", "ReduceLROnPlateau");
    map.put("version", 1L);
    map.put("factor", options.factor());
    map.put("min_lrs", groups == options.minLr().size() ? options.minLr() : Collections.nCopies(groups, options.minLr().getFirst()));
    map.put("patience", options.patience());
    map.put("cooldown", options.cooldown());
    map.put("eps", options.eps());
    map.put("mode", plain(options.mode()));
    map.put("threshold", options.threshold());
    map.put("threshold_mode", plain(options.thresholdMode()));
    map.put("torch_negative_rel", options.torchNegativeRel());
    map.put("smoothing", options.smoothing());
    return map;
  }

  private static List<Schedule> parts(Schedule schedule) {
    return switch (schedule) {
      case Sequential s -> s.schedules();
      case Chained s -> s.schedules();
      default -> List.of();
    };
  }

  private static SequencedMap<String, Object> of(Schedule schedule) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    if (schedule instanceof WithoutMomentum s) {
      map.putAll(of(s.schedule()));
      map.put("cycle_momentum", false);
      return map;
    }
    map.put("type", schedule instanceof Record ? schedule.getClass().getSimpleName() : "function");
    switch (schedule) {
      case LambdaSchedule s -> map.put("lr_lambdas", s.name());
      case Multiplicative s -> map.put("lr_lambdas", s.name());
      case RememberedProduct s -> map.putAll(of(s.schedule()));
      case MultiStep s -> {
        map.put("milestones", counted(s.milestones()));
        map.put("gamma", s.gamma());
      }
      case Cyclic s -> cyclic(s, map);
      case Swa s -> {
        map.put("swa_lrs", s.swaLr());
        map.put("anneal_epochs", s.annealEpochs());
        map.put("_anneal_strategy", plain(s.annealStrategy()));
      }
      case Sequential s -> map.put("_milestones", s.milestones());
      case Chained s -> { }
      case OneCycle s -> components(s, map).put("cycle_momentum", true);
      case Record r -> components(r, map);
      default -> { }
    }
    return map;
  }

  private static void cyclic(Cyclic s, Map<String, Object> map) {
    double period = (double) s.stepSizeUp() + s.stepSizeDown();
    map.put("base_lr", s.baseLr());
    map.put("max_lrs", s.maxLr());
    map.put("total_size", period);
    map.put("step_ratio", s.stepSizeUp() / period);
    map.put("mode", plain(s.mode()));
    map.put("gamma", s.gamma());
    boolean iterations = s.scaleFn().map(f -> f.scaleMode() == Cyclic.ScaleMode.ITERATIONS).orElse(s.mode() == Cyclic.Mode.EXP_RANGE);
    map.put("scale_mode", iterations ? "iterations" : "cycle");
    map.put("scale_fn", s.scaleFn().map(Cyclic.ScaleFn::name).orElse(""));
    map.put("base_momentums", s.baseMomentum());
    map.put("max_momentums", s.maxMomentum());
    map.put("cycle_momentum", true);
  }

  /** As PyTorch's counter: how often each milestone is there. */
  private static Map<String, Object> counted(List<Long> milestones) {
    Map<String, Object> counter = new LinkedHashMap<>();
    milestones.forEach(m -> counter.merge(m.toString(), 1L, (a, b) -> (Long) a + (Long) b));
    return counter;
  }

  private static SequencedMap<String, Object> components(Record r, SequencedMap<String, Object> map) {
    for (RecordComponent c : r.getClass().getRecordComponents()) {
      String name = c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      map.put(NAMES.getOrDefault(name, name), plain(value(r, c)));
    }
    return map;
  }

  /** Of a record that does not show its components, only that they are there. */
  private static Object value(Record r, RecordComponent c) {
    try {
      return c.getAccessor().invoke(r);
    } catch (ReflectiveOperationException e) {
      return "hidden";
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> "none";
      case Number n -> n;
      case Boolean b -> b;
      case String s -> s;
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      case Optional<?> o -> plain(o.orElse(null));
      case List<?> list -> {
        List<Object> values = new ArrayList<>();
        list.forEach(x -> values.add(plain(x)));
        yield List.copyOf(values);
      }
      case Schedule s -> of(List.of(s));
      case Record r -> components(r, new LinkedHashMap<>());
      default -> "function";
    };
  }
}
