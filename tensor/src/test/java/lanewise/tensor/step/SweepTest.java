package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a sweep cuts, and in which order it does what. One thread, which takes the chunks in their order. */
class SweepTest {
  private final int threads = Workers.threads();
  private final List<String> done = new ArrayList<>();
  private final Sweep sweep = new Sweep();

  @BeforeEach
  void oneThread() {
    Workers.setThreads(1);
  }

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  /** Writes down what the sweep does with it. */
  private final class Noted extends Step {
    private final String name;
    private final boolean summed;
    private boolean failing;

    Noted(String name, int size, boolean summed) {
      this.name = name;
      this.summed = summed;
      Tensor x = Tensor.zeros(size);
      begin(x, x, 1);
    }

    @Override
    Summed sums() {
      return summed ? new Total() : null;
    }

    @Override
    void choose() {
      done.add(name + " chosen");
    }

    @Override
    void run(int from, int to, int shift) {
      if (failing) {
        throw new ArithmeticException(name);
      }
      done.add(name + " " + from + ".." + to);
    }

    @Override
    int picoseconds() {
      return 1;
    }

    private final class Total extends Summed {
      @Override
      int size() {
        return Noted.this.size();
      }

      @Override
      void choose() {}

      @Override
      void block(int from, int to, double[] lanes, double[] results, int at) {
        results[at] = to - from;
      }

      @Override
      void join(double[] results, int at, int count) {
        double sum = 0;
        for (int b = 0; b < count; b++) {
          sum += results[at + b * RESULTS];
        }
        done.add(name + " has " + sum);
      }

      @Override
      int picoseconds() {
        return 1;
      }
    }
  }

  @Test
  void tensorsLieEndToEndAndAreCutWhereverTheyBeginOrEnd() {
    sweep.add(new Noted("a", 5000, false));
    sweep.add(new Noted("b", 10_000, false));
    sweep.add(new Noted("empty", 0, false));
    sweep.add(new Noted("c", 1384, false));
    sweep.add(new Noted("d", 8193, false));
    sweep.run();
    assertEquals(List.of("a chosen", "b chosen", "c chosen", "d chosen", "a 0..5000", "b 0..3192", "b 3192..10000", "c 0..1384", "d 0..8192",
        "d 8192..8193"), done);
  }

  @Test
  void sumsOfWholeTensorsComeBeforeTheFirstElement() {
    sweep.add(new Noted("a", 9000, true));
    sweep.add(new Noted("b", 2, false));
    sweep.add(new Noted("c", 3, true));
    sweep.run();
    assertEquals(List.of("a chosen", "b chosen", "c chosen", "a has 9000.0", "c has 3.0", "a 0..8192", "a 8192..9000", "b 0..2", "c 0..3"), done);
    done.clear();
    sweep.run();
    assertEquals(List.of(), done);
  }

  @Test
  void whatIsClearedIsNotDone() {
    sweep.add(new Noted("a", 3, true));
    sweep.clear();
    sweep.add(new Noted("b", 2, true));
    sweep.run();
    assertEquals(List.of("a chosen", "b chosen", "b has 2.0", "b 0..2"), done);
  }

  @Test
  void aSweepThatFailsForgetsItsSteps() {
    Noted failing = new Noted("a", 3, true);
    failing.failing = true;
    sweep.add(failing);
    assertThrows(ArithmeticException.class, sweep::run);
    done.clear();
    sweep.add(new Noted("b", 2, false));
    sweep.run();
    assertEquals(List.of("b chosen", "b 0..2"), done);
  }

  @Test
  void everyElementOfManyTensorsIsUpdatedOnceOnAnyNumberOfThreads() {
    for (int count : new int[] {1, 2}) {
      Workers.setThreads(count);
      List<Tensor> parameters = new ArrayList<>();
      List<Tensor> gradients = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        int size = new int[] {1, 8191, 0, 8192, 3, 8193, 20_000}[i % 7];
        float[] g = new float[size];
        for (int k = 0; k < size; k++) {
          g[k] = 100 * i + k % 97;
        }
        gradients.add(Tensor.of(g, size));
        parameters.add(Tensor.zeros(size));
        SgdStep step = new SgdStep();
        step.begin(parameters.get(i), gradients.get(i), -1);
        sweep.add(step.rate(1));
      }
      sweep.run();
      for (int i = 0; i < parameters.size(); i++) {
        assertArrayEquals(gradients.get(i).toArray(), parameters.get(i).toArray(), "tensor " + i);
      }
    }
  }
}
