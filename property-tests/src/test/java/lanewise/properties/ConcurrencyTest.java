package lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.train.NotebookCnn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several threads use the library at once: one of them has the workers, the others work alone, and every result is that of a single caller. */
class ConcurrencyTest {
  private static final int CALLERS = 4;

  private final int threads = Workers.threads();

  @BeforeEach
  void severalWorkers() {
    Workers.setThreads(3);
  }

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  private static <T> List<T> atOnce(Callable<T> task) throws InterruptedException, ExecutionException {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        futures.add(callers.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> f : futures) {
        results.add(f.get());
      }
      return results;
    }
  }

  @Test
  void oneModelAskedByManyThreads_answersAsItAnswersOne() throws Exception {
    Layer model = new NotebookCnn().init(Rng.seed(1));
    model.forward(Rng.seed(2).normal(0, 1, 64, 1, 28, 28));
    model.eval();
    int[] batches = {1, 7, 33, 70};
    List<Tensor> inputs = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int n : batches) {
      inputs.add(Rng.seed(n).normal(0, 1, n, 1, 28, 28));
      expected.add(model.forward(inputs.getLast()).toArray());
    }
    List<Integer> answers = atOnce(() -> {
      for (int repeat = 0; repeat < 40; repeat++) {
        int i = repeat % batches.length;
        try (var _ = Scope.open()) {
          assertArrayEquals(expected.get(i), model.forward(inputs.get(i)).toArray());
        }
      }
      return 40;
    });
    assertEquals(List.of(40, 40, 40, 40), answers);
  }

  @Test
  void modelsTrainedAtTheSameTime_endAsIfEachHadBeenAlone() throws Exception {
    String alone = OtherMachinesTest.Run.train();
    assertEquals(List.of(alone, alone, alone, alone), atOnce(OtherMachinesTest.Run::train));
  }
}
