package lanewise.lrsched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Schedules one after the other: with milestones m_1 < m_2 < ... and m_0 = 0,
 *
 * <pre>{@code lr(t) = f_i(t - m_i)   for m_i <= t < m_(i+1)}</pre>
 *
 * <p>Each schedule starts at its own step 0 from the base rate, not from where the one before ended; the last one has no end. Sequences nest, and a
 * nested one has the values of the flat one.
 *
 * <p>PyTorch's {@code SequentialLR} builds its parts beforehand, which changes rates and momentum, steps some of them twice, refuses compositions as
 * later parts and accepts repeated milestones. A pure function has none of these effects. Source: {@code SequentialLR}; optax' {@code join_schedules}
 * with absolute schedules.
 *
 * <p>The momentum is that of the part in force where it cycles; elsewhere the last value of the parts before stays.
 *
 * @param schedules the parts, at least one
 * @param milestones the steps at which the next part begins: one fewer than parts, > 0, strictly increasing
 */
public record Sequential(List<Schedule> schedules, List<Long> milestones) implements Schedule {
  /** Checks and copies the lists. */
  public Sequential {
    schedules = Checks.copy("schedules", schedules);
    milestones = Checks.copy("milestones", milestones);
    if (schedules.isEmpty()) {
      throw new IllegalArgumentException("schedules []; allowed: at least one");
    }
    if (milestones.size() != schedules.size() - 1) {
      throw new IllegalArgumentException("milestones " + milestones + " for " + schedules.size() + " schedules; allowed: one fewer than schedules");
    }
    Checks.requireIncreasing("milestones", milestones, 1);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    int i = Milestones.passed(milestones, step);
    return schedules.get(i).at(step - start(i), base);
  }

  /** The last milestone plus the length of the last part, where that has one. */
  @Override
  public OptionalLong length() {
    return Lengths.map(schedules.getLast().length(), n -> Lengths.plus(n, start(milestones.size())));
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    List<Optional<Schedule>> parts = schedules.stream().map(Schedule::cycledMomentum).toList();
    return parts.stream().anyMatch(Optional::isPresent) ? Optional.of(new Momentum(this, parts)) : Optional.empty();
  }

  private long start(int i) {
    return i == 0 ? 0 : milestones.get(i - 1);
  }

  private record Momentum(Sequential sequence, List<Optional<Schedule>> parts) implements Schedule {
    @Override
    public double at(long step, double base) {
      Checks.requireStep(step);
      int active = Milestones.passed(sequence.milestones, step);
      double value = base;
      for (int i = 0; i <= active; i++) {
        if (parts.get(i).isPresent()) {
          long last = i == active ? step : sequence.start(i + 1) - 1;
          value = parts.get(i).get().at(last - sequence.start(i), value);
        }
      }
      return value;
    }
  }
}
