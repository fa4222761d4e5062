package lanewise.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import lanewise.train.EpochResult;
import lanewise.train.ProgressListener;
import lanewise.train.data.ImageSplits;

/** What a run prints: a header, a line after each pass, the table and the receipt. */
final class Report implements ProgressListener {
  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  void header(Plan plan, ImageSplits images, int parameters) {
    line("data     %s", plan.source().description());
    line("images   %,d to train, %,d to evaluate", images.train().size(), images.eval().size());
    line("network  the notebook's CNN, %,d parameters", parameters);
    line("recipe   %s (%s), epochs %d, batch size %d, learning rate %s",
        plan.recipe().label(), plan.recipe().summary(), plan.epochs(), plan.batchSize(), plan.lr());
    line("run      seed %d, threads %d, kernels %s", plan.seed(), plan.threads(), plan.kernels());
    out.flush();
  }

  @Override
  public void onPass(EpochResult r) {
    line("epoch %d  %-5s  accuracy %.4f  loss %.4f  %.2f s  %,.0f images/s  lr %.3g",
        r.epoch(), r.split().label(), r.accuracy(), r.loss(), r.seconds(), r.imagesPerSecond(), r.lr());
    out.flush();
  }

  /** The table of the course notebook, with rate and time. */
  void table(List<EpochResult> results) {
    line("");
    line("accuracy    loss  epoch  train/eval         lr  seconds  images/s");
    for (EpochResult r : results) {
      line("%8.4f  %6.4f  %5d  %-10s  %9.3g  %7.2f  %,8.0f",
          r.accuracy(), r.loss(), r.epoch(), r.split().label(), r.lr(), r.seconds(), r.imagesPerSecond());
    }
    line("");
  }

  void receipt(Receipt r) {
    line("weights  sha256 %s", r.weightsSha256());
    line("run      seed %d, recipe %s, threads %d, kernels %s", r.seed(), r.recipe(), r.threads(), r.kernels());
    line("time     %.2f s in all", r.totalSeconds());
    out.flush();
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
