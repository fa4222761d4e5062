package lanewise.lrsched.plot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lanewise.lrsched.Schedule;

/**
 * A picture of schedules: value against step, as SVG text or as a table.
 *
 * <pre>{@code
 * Files.writeString(path, Plot.of(cosine, 1000).base(0.1).title("Half a cosine").svg());
 * Plot.of("cos", oneCycle, 1000).and("linear", oneCycle.annealStrategy(Annealing.LINEAR)).logScale().svg();
 * }</pre>
 *
 * <p>The steps are 0..{@code steps}, both included: {@code at(0)} is the value of the first optimizer step, and the last point is the value after
 * {@code steps} scheduler steps. Where a schedule cycles the momentum, a second panel below shows it over the same steps. Several curves get a legend
 * and differ in colour and in dashes.
 *
 * <p>Equal plots give equal bytes on every platform and in every locale. The picture carries its title and a description of the curves in words for
 * those who cannot see it, and colours for light and dark surroundings; it has no scripts and refers to nothing outside.
 *
 * @param curves what is drawn, at least one
 * @param steps last step, 1..10^12; beyond 20000 a sample of the steps is drawn
 * @param base base rate given to the schedules, finite and >= 0; default 1
 * @param baseMomentum the optimizer's own momentum, which a cycling schedule may leave as it is, finite and >= 0; default 0.9
 * @param scale of the learning rate's axis; default {@code LINEAR}
 * @param title the line above the picture; default none
 */
public record Plot(List<Curve> curves, long steps, double base, double baseMomentum, Scale scale, String title) {
  private static final long MAX_STEPS = 1_000_000_000_000L;

  /** How an axis maps values to heights. */
  public enum Scale {
    /** Evenly. */
    LINEAR,
    /** By the logarithm; where a value is not positive the curve has a gap. */
    LOG
  }

  /**
   * One line of the picture.
   *
   * @param label name in legend, description and table
   * @param lr the learning rate
   * @param momentum momentum or beta1 that belongs to it, empty for none
   */
  public record Curve(String label, Schedule lr, Optional<Schedule> momentum) {
    /** Checks the label. */
    public Curve {
      Objects.requireNonNull(lr, "lr");
      Objects.requireNonNull(momentum, "momentum");
      if (label.isBlank()) {
        throw new IllegalArgumentException("label '" + label + "'; allowed: not blank");
      }
    }
  }

  /** Checks the values. */
  public Plot {
    curves = List.copyOf(curves);
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(title, "title");
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("no curves; allowed: at least one");
    }
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("steps " + steps + "; allowed: 1.." + MAX_STEPS);
    }
    requireRate("base", base);
    requireRate("baseMomentum", baseMomentum);
  }

  private static void requireRate(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and >= 0");
    }
  }

  /** The plot of a schedule at the steps 0..{@code steps}. */
  public static Plot of(Schedule lr, long steps) {
    return of("lr", lr, steps);
  }

  /** The plot of a schedule with a name, to which others will be added. */
  public static Plot of(String label, Schedule lr, long steps) {
    return new Plot(List.of(new Curve(label, lr, lr.cycledMomentum())), steps, 1, 0.9, Scale.LINEAR, "");
  }

  /** With one more curve. */
  public Plot and(String label, Schedule lr) {
    List<Curve> more = new ArrayList<>(curves);
    more.add(new Curve(label, lr, lr.cycledMomentum()));
    return new Plot(more, steps, base, baseMomentum, scale, title);
  }

  /** Without the panel of the momentum. */
  public Plot withoutMomentum() {
    return new Plot(curves.stream().map(c -> new Curve(c.label(), c.lr(), Optional.empty())).toList(), steps, base, baseMomentum, scale, title);
  }

  /** With another base rate. */
  public Plot base(double base) {
    return new Plot(curves, steps, base, baseMomentum, scale, title);
  }

  /** With another momentum of the optimizer. */
  public Plot baseMomentum(double baseMomentum) {
    return new Plot(curves, steps, base, baseMomentum, scale, title);
  }

  /** With a logarithmic axis for the learning rate. */
  public Plot logScale() {
    return new Plot(curves, steps, base, baseMomentum, Scale.LOG, title);
  }

  /** With a title. */
  public Plot title(String title) {
    return new Plot(curves, steps, base, baseMomentum, scale, title);
  }

  /**
   * The picture as an SVG document, 640 units wide.
   *
   * @throws IllegalArgumentException if a value is not finite or beyond 10^300, if a schedule has no value at one of the steps, or if a logarithmic
   *     axis has nothing positive to show
   */
  public String svg() {
    return Picture.of(this).svg();
  }

  /**
   * The values as comma-separated text with a header: {@code step,lr}, with {@code momentum} where there is one; for several curves their labels. All
   * steps, all digits.
   *
   * @throws IllegalArgumentException if a schedule has no value at one of the steps
   */
  public String csv() {
    StringBuilder out = new StringBuilder();
    try {
      writeCsv(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Writes {@link #csv()} line by line. */
  public void writeCsv(Appendable out) throws IOException {
    new Table(this).writeTo(out);
  }
}
