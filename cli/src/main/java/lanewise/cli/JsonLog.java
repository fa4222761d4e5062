package lanewise.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.train.EpochResult;
import lanewise.train.ProgressListener;

/**
 * The file of {@code --json}: a line for every pass as soon as it is done, and the receipt last.
 *
 * <pre>
 * {"epoch":1,"split":"train","accuracy":0.8,"loss":0.6,"seconds":2.9,"imagesPerSecond":20500.0,"lr":0.03}
 * {"totalSeconds":21.5,"weightsSha256":"...","threads":2,"kernels":"simd512","seed":1,"recipe":"1cycle"}
 * </pre>
 */
final class JsonLog implements ProgressListener, AutoCloseable {
  private final Path file;
  private final BufferedWriter writer;

  private JsonLog(Path file, BufferedWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /**
   * Looks at a path without changing anything.
   *
   * @throws BadInput if no file can be written there
   */
  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new BadInput("--json " + file + " is a folder; allowed: a file that can be written");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BadInput("--json " + file + ": there is no folder " + folder + "; allowed: a file in a folder that exists");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new BadInput("--json " + file + " cannot be written; allowed: a file in a folder with write permission");
    }
  }

  /** Begins the file, an older one of that name is replaced. */
  static JsonLog open(Path file) {
    try {
      return new JsonLog(file, Files.newBufferedWriter(file));
    } catch (IOException e) {
      throw new BadInput("--json " + file + " cannot be written (" + Failures.reason(e) + "); allowed: a file in a folder with write permission", e);
    }
  }

  @Override
  public void onPass(EpochResult r) {
    write(new JsonLine().with("epoch", r.epoch()).with("split", r.split().label()).with("accuracy", r.accuracy()).with("loss", r.loss())
        .with("seconds", r.seconds()).with("imagesPerSecond", r.imagesPerSecond()).with("lr", r.lr()));
  }

  void receipt(Receipt r) {
    write(new JsonLine().with("totalSeconds", r.totalSeconds()).with("weightsSha256", r.weightsSha256()).with("threads", r.threads())
        .with("kernels", r.kernels()).with("seed", r.seed()).with("recipe", r.recipe()));
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(JsonLine line) {
    try {
      writer.write(line.toString());
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("cannot go on writing " + file + ": " + Failures.reason(e), e);
  }
}
