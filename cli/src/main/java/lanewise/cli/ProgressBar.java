package lanewise.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import lanewise.train.BatchProgress;
import lanewise.train.EpochResult;
import lanewise.train.ProgressListener;
import lanewise.train.Split;

/**
 * One line of a terminal that is drawn again and again: epoch, bar, batch, loss, images/s and the time left. At most ten times a second, since
 * drawing costs the thread that trains; the end of a pass takes the line away.
 *
 * <p>The time left follows from the pace of the last frames, not of all: the first batches of a process are slow.
 */
final class ProgressBar implements ProgressListener {
  private static final long NANOS_A_FRAME = 100_000_000;
  private static final int CELLS = 12;
  /** A longer line would wrap on a terminal of 80 columns, and leave a row at every frame. */
  private static final int WIDEST = 79;
  private static final int FRAMES = 20;

  private final PrintWriter terminal;
  private final LongSupplier clock;
  private final long start;
  /** Time and batches done of the last frames, frame f at f % FRAMES. */
  private final long[] times = new long[FRAMES];
  private final double[] batches = new double[FRAMES];
  private int frames;
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
      draw(line(p, now));
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

  private String line(BatchProgress p, long now) {
    int filled = (int) ((long) CELLS * p.batch() / p.batches());
    String bar = "#".repeat(filled) + "-".repeat(CELLS - filled);
    String left = p.split() == Split.EVAL ? "evaluating" : clockTime(secondsLeft(p, now)) + " left";
    String line = String.format(Locale.ROOT, "epoch %d/%d [%s] %d/%d  loss %.4f  %,.0f images/s  %s",
        p.epoch(), p.epochs(), bar, p.batch(), p.batches(), p.loss(), p.imagesPerSecond(), left);
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST);
  }

  /** Seconds left if the rest of the training batches goes on as those of the last frames, with what lies between them. */
  private double secondsLeft(BatchProgress p, long now) {
    double done = (p.epoch() - 1.0) * p.batches() + p.batch();
    int slot = frames % FRAMES;
    long since = frames < FRAMES ? start : times[slot];
    double batchesSince = frames < FRAMES ? done : done - batches[slot];
    times[slot] = now;
    batches[slot] = done;
    frames++;
    return (now - since) * 1e-9 * ((double) p.epochs() * p.batches() - done) / batchesSince;
  }

  private static String clockTime(double seconds) {
    long s = Math.round(seconds);
    String hours = s < 3600 ? "" : String.format(Locale.ROOT, "%d:", s / 3600);
    return hours + String.format(Locale.ROOT, s < 3600 ? "%d:%02d" : "%02d:%02d", s / 60 % 60, s % 60);
  }
}
