package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

class LbfgsStateTest {
  private int calls;

  /** Sum of k (x_k - 1)^2 and of (x_k - 1)^4 over all elements, with k counted through the parameters. */
  private DoubleSupplier bowl(List<Parameter> parameters) {
    return () -> {
      calls++;
      double f = 0;
      int k = 1;
      for (Parameter p : parameters) {
        float[] g = p.value().toArray();
        for (int i = 0; i < g.length; i++, k++) {
          double x = g[i] - 1;
          f += k * x * x + x * x * x * x;
          g[i] = (float) (2 * k * x + 4 * x * x * x);
        }
        Trial.gradient(p, g);
      }
      return f;
    };
  }

  @Test
  void parametersAreOnePointWhateverTheirNumberIs() {
    for (boolean search : new boolean[] {false, true}) {
      LBFGS.Options options = LBFGS.options().strongWolfe(search).lr(0.5);
      List<Parameter> parts = List.of(Trial.parameter(3, -2), Trial.parameter(0.5f), Trial.parameter(-1, 4, 2));
      Parameter whole = Trial.parameter(3, -2, 0.5f, -1, 4, 2);
      double first = options.build(parts).step(bowl(parts));
      double second = options.build(List.of(whole)).step(bowl(List.of(whole)));
      assertEquals(second, first);
      float[] expected = whole.value().toArray();
      assertArrayEquals(new float[] {expected[0], expected[1]}, parts.get(0).value().toArray());
      assertArrayEquals(new float[] {expected[2]}, parts.get(1).value().toArray());
      assertArrayEquals(new float[] {expected[3], expected[4], expected[5]}, parts.get(2).value().toArray());
      assertEquals(1, expected[5], 1e-2);
    }
  }

  @Test
  void noMorePairsAreKeptThanTheHistoryHolds() {
    Parameter p = Trial.parameter(3, -2, 0.5f, -1);
    LBFGS lbfgs = LBFGS.options().historySize(2).maxIter(4).lr(0.1).build(List.of(Group.group(List.of(p))));
    for (int t = 0; t < 3; t++) {
      lbfgs.step(bowl(List.of(p)));
      for (String list : List.of("old_dirs", "old_stps", "ro")) {
        assertEquals(2, lbfgs.state(p).lists().get(list).size(), list);
      }
    }
    assertEquals(12, lbfgs.state(p).numbers().get("n_iter"));
    assertEquals(calls, lbfgs.state(p).numbers().get("func_evals"));
  }

  @Test
  void aClosureThatFailsInMidStepLeavesParametersAndStateAsTheyWere() {
    for (boolean search : new boolean[] {false, true}) {
      Parameter p = Trial.parameter(3, -2);
      LBFGS lbfgs = LBFGS.options().strongWolfe(search).maxIter(3).lr(0.1).build(List.of(p));
      DoubleSupplier bowl = bowl(List.of(p));
      lbfgs.step(bowl);
      float[] before = p.value().toArray();
      ParamState state = lbfgs.state(p);
      int start = calls;
      assertThrows(ArithmeticException.class, () -> lbfgs.step(() -> {
        if (calls == start + 2) {
          throw new ArithmeticException("the third evaluation");
        }
        return bowl.getAsDouble();
      }));
      assertArrayEquals(before, p.value().toArray());
      assertEquals(state.numbers(), lbfgs.state(p).numbers());
      assertArrayEquals(state.tensors().get("d").toArray(), lbfgs.state(p).tensors().get("d").toArray());
      assertEquals(1, lbfgs.stepCount());
    }
  }

  @Test
  void theLineSearchIsReadByItsName() {
    LBFGS.Options without = LBFGS.options();
    LBFGS.Options with = without.strongWolfe(true);
    for (LBFGS.Options o : List.of(with, without)) {
      assertTrue(o.with(OptionValues.of("line_search_fn", "strong_wolfe")).strongWolfe());
      assertFalse(o.with(OptionValues.of("line_search_fn", Optional.empty())).strongWolfe());
      assertEquals(o.strongWolfe(), o.with(OptionValues.of("lr", 0.5)).strongWolfe());
      var e = assertThrows(IllegalArgumentException.class, () -> o.with(OptionValues.of("line_search_fn", "armijo")));
      assertEquals("line_search_fn armijo; allowed: none, strong_wolfe", e.getMessage());
    }
  }
}
