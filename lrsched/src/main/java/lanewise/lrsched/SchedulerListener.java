package lanewise.lrsched;

import java.util.List;

/**
 * Is told what a scheduler has done, after it has done it: to print, to plot or to stop. PyTorch had {@code verbose} for that.
 *
 * <pre>{@code
 * scheduler.addListener(new SchedulerListener() {
 *   public void stepped(long t, List<Double> lr) {
 *     System.out.println(t + " " + lr);
 *   }
 * });
 * }</pre>
 */
public interface SchedulerListener {
  /**
   * A step was made.
   *
   * @param t the t that is in force now
   * @param lr rate of each group
   */
  default void stepped(long t, List<Double> lr) {}

  /**
   * {@link ReduceLROnPlateau} has lowered rates.
   *
   * @param t number of its steps so far
   * @param lr rate of each group
   */
  default void lowered(long t, List<Double> lr) {}

  /**
   * {@link ReduceLROnPlateau} was given NaN, which counts as a step without improvement.
   *
   * @param t number of its steps so far
   */
  default void metricIsNaN(long t) {}
}
