package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import lanewise.train.BatchProgress;
import lanewise.train.EpochResult;
import lanewise.train.Split;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter screen = new StringWriter();
  private long now = 5;
  private final ProgressBar bar = new ProgressBar(new PrintWriter(screen), () -> now);

  private void batch(long millisLater, int epoch, int batch) {
    now += TimeUnit.MILLISECONDS.toNanos(millisLater);
    bar.onBatch(new BatchProgress(epoch, 2, Split.TRAIN, batch, 40, 0.5, 12345.6));
  }

  private String last() {
    return screen.toString().substring(screen.toString().lastIndexOf('\r') + 1);
  }

  @Test
  void lineHasEpochBarBatchLossImagesAndTimeLeft() {
    batch(1000, 1, 10);
    assertEquals("epoch 1/2 [###---------] 10/40  loss 0.5000  12,346 images/s  0:07 left", last());
  }

  @Test
  void timeLeftFollowsThePaceOfTheLastFrames() {
    batch(60_000, 1, 1);
    assertTrue(last().endsWith("1:19:00 left"), last());
    for (int b = 2; b <= 30; b++) {
      batch(1000, 1, b);
    }
    assertTrue(last().endsWith(" 0:50 left"), "50 batches at one a second: " + last());
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    for (int b = 1; b <= 40; b++) {
      batch(10, 1, b);
    }
    assertEquals(4, screen.toString().chars().filter(c -> c == '\r').count(), screen.toString());
  }

  @Test
  void shorterLineCoversTheLongerOne() {
    batch(1000, 1, 10);
    int length = last().length();
    batch(1000, 1, 9);
    assertEquals(length, last().length());
    assertTrue(last().endsWith(" "), last());
  }

  @Test
  void endOfAPassTakesTheLineAway() {
    batch(1000, 1, 10);
    int length = last().length();
    bar.onPass(new EpochResult(1, Split.TRAIN, 0.9, 0.3, 2, 20_000, 0.01));
    assertTrue(screen.toString().endsWith("\r" + " ".repeat(length) + "\r"), screen.toString());
  }

  @Test
  void lineFitsATerminalOfEightyColumns() {
    batch(1000, 1, 10);
    assertTrue(last().length() < 80, last());
    now += TimeUnit.HOURS.toNanos(1);
    bar.onBatch(new BatchProgress(1000, 2000, Split.TRAIN, 10_000, 40_000, 12345.6789, 1_234_567));
    assertEquals(79, last().length());
    assertTrue(last().startsWith("epoch 1000/2000 [###---------] 10000/40000  loss 12345.6789"), last());
  }

  @Test
  void evaluationIsNamed() {
    now += TimeUnit.SECONDS.toNanos(1);
    bar.onBatch(new BatchProgress(1, 2, Split.EVAL, 20, 20, 0.5, 1000));
    assertEquals("epoch 1/2 [############] 20/20  loss 0.5000  1,000 images/s  evaluating", last());
  }
}
