package lanewise.nn;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;

/**
 * The random numbers of a layer, part of its {@linkplain Layer#randomState() random state}. Draw number n takes the stream {@code split(name, n)} of
 * the layer's own, so two numbers say where it stands: the key of that stream and how many draws there were.
 */
public final class Draws {
  private static final Shape STATE = Shape.of(2);

  private final String name;
  private Rng rng;
  private long count;

  Draws(String name, Rng rng) {
    this.name = name;
    this.rng = rng;
  }

  /** The stream of the next draw. */
  public Rng next() {
    return rng.split(name, count++);
  }

  /** How many draws there were. */
  public long count() {
    return count;
  }

  /** The key of the layer's stream and the number of draws. */
  LongTensor state() {
    return LongTensor.of(new long[] {rng.key(), count}, 2);
  }

  static boolean isState(LongTensor state) {
    return state.shape().equals(STATE) && state.at(1) >= 0;
  }

  void goOnFrom(LongTensor state) {
    rng = Rng.seed(state.at(0));
    count = state.at(1);
  }
}
