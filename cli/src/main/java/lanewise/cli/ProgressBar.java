package lanewise.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import lanewise.train.BatchProgress;
import lanewise.train.EpochResult;
import lanewise.train.ProgressListener;
import lanewise.train.Split;

/**
 * One line of a terminal that is drawn again and again: epoch, bar, batch, loss, images/s and the time left. At most ten times a second, since drawing costs the
 * thread that trains; the end of a pass takes the line away.
 */
final class ProgressBar implements ProgressListener {
  private static final long NANOS_A_FRAME = 100_000_000;
  private static final int CELLS = 20;

  private final PrintWriter terminal;
  private final LongSupplier clock;
  private final long start;
  private long drawnAt;
  private int width;

  /** A bar whose time starts now; the clock counts nanoseconds. */
  ProgressBar(PrintWriter terminal, LongSupplier clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.drawnAt = start - NANOS_A_FRAME;
  }

  @Override
  public void onBatch(BatchProgress p) {
    long now = clock.getAsLong();
    if (now - drawnAt >= NANOS_A_FRAME) {
      drawnAt = now;
      draw(line(p, now - start));
    }
  }

  @Override
  public void onPass(EpochResult result) {
    clear();
  }

  /** Takes the line away, so that something else can be printed in its place. */
  void clear() {
    draw("");
    terminal.print('\r');
    terminal.flush();
  }

  private void draw(String line) {
    terminal.print('\r');
    terminal.print(line);
    terminal.print(" ".repeat(Math.max(0, width - line.length())));
    terminal.flush();
    width = line.length();
  }

  private static String line(BatchProgress p, long elapsed) {
    int filled = CELLS * p.batch() / p.batches();
    String bar = "#".repeat(filled) + "-".repeat(CELLS - filled);
    String left = p.split() == Split.EVAL ? "evaluating" : clockTime(left(p, elapsed)) + " left";
    return String.format(Locale.ROOT, "epoch %d/%d [%s] %d/%d  loss %.4f  %,.0f images/s  %s",
        p.epoch(), p.epochs(), bar, p.batch(), p.batches(), p.loss(), p.imagesPerSecond(), left);
  }

  /** Seconds left if the rest of the training batches goes on as the ones before, with the evaluations between them. */
  private static double left(BatchProgress p, long elapsed) {
    double done = (p.epoch() - 1.0) * p.batches() + p.batch();
    double all = (double) p.epochs() * p.batches();
    return elapsed * 1e-9 * (all - done) / done;
  }

  private static String clockTime(double seconds) {
    long s = (long) Math.ceil(seconds);
    return s < 3600 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60) : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
