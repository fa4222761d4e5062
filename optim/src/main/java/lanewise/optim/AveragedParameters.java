package lanewise.optim;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/**
 * Averages of parameters over the steps of a training: SWA, EMA or a rule of one's own. {@link #swap} puts them in the place of the parameters, to
 * evaluate or to save, and takes them back.
 *
 * <pre>{@code
 * var averages = new AveragedParameters(model.parameters(), Averaging.ema(0.999));
 * ...
 * optimizer.step();
 * averages.update();
 * }</pre>
 *
 * <p>Before the first update they are the parameters of the construction, which the first update overwrites. Memory: 4 bytes an element. Running
 * statistics of batch normalisations are no parameters; {@code AveragedModel} of the training module looks after them.
 */
public final class AveragedParameters {
  private final List<Tensor> current;
  private final List<Tensor> averages;
  private final Averaging rule;
  private long count;
  private boolean swapped;

  /**
   * Averages of these parameters, with none in them yet.
   *
   * @param rule used by nobody else
   * @throws IllegalArgumentException if a parameter occurs twice, which {@link #swap} would exchange twice
   */
  public AveragedParameters(List<Parameter> parameters, Averaging rule) {
    Gradients.requireDistinct(parameters);
    this.current = parameters.stream().map(Parameter::value).toList();
    this.averages = current.stream().map(Tensor::copy).toList();
    this.rule = rule;
  }

  /** Lets the parameters, as they are now, enter: the first time they are copied. An update whose rule fails does not count. */
  public void update() {
    requireNotSwapped();
    update(rule, averages, current, count);
    count++;
  }

  /** Lets tensors enter averages in which there are {@code count}. */
  public static void update(Averaging rule, List<Tensor> averages, List<Tensor> current, long count) {
    if (count > 0) {
      rule.average(averages, current, count);
      return;
    }
    for (int i = 0; i < averages.size(); i++) {
      averages.get(i).copyFrom(current.get(i));
    }
  }

  /** How many updates are in the averages. */
  public long nAveraged() {
    return count;
  }

  /** Copies of the averages, in the order of the parameters. */
  public List<Tensor> values() {
    requireNotSwapped();
    return averages.stream().map(Tensor::copy).toList();
  }

  /**
   * Takes over averages that were saved.
   *
   * @param values as {@link #values} gave them
   * @param nAveraged how many updates are in them, >= 0
   * @throws IllegalArgumentException if the shapes are others or the number is negative; nothing is changed then
   */
  public void restore(List<Tensor> values, long nAveraged) {
    requireNotSwapped();
    List<?> wanted = averages.stream().map(Tensor::shape).toList();
    List<?> given = values.stream().map(Tensor::shape).toList();
    if (!wanted.equals(given) || nAveraged < 0) {
      throw new IllegalArgumentException("averages of shapes " + given + ", " + nAveraged + " updates; allowed: shapes " + wanted
          + ", 0 updates or more");
    }
    for (int i = 0; i < values.size(); i++) {
      averages.get(i).copyFrom(values.get(i));
    }
    count = nAveraged;
  }

  /** Exchanges the averages and the parameters; a second call exchanges them back. In between, updates, copies and restoring are refused. */
  public void swap() {
    for (int i = 0; i < averages.size(); i++) {
      Tensor own = averages.get(i);
      Tensor kept = own.copy();
      own.copyFrom(current.get(i));
      current.get(i).copyFrom(kept);
    }
    swapped = !swapped;
  }

  private void requireNotSwapped() {
    if (swapped) {
      throw new IllegalStateException("the parameters are their averages now; swap() once more first");
    }
  }
}
