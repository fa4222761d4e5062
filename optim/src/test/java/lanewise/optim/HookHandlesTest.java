package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks of every kind. */
class HookHandlesTest {
  /** Registers hooks that write down their names. */
  private interface Kind {
    HookHandle register(OptimizerHooks hooks, boolean prepend, Runnable called);
  }

  private static Named<Kind> kind(String name, Kind kind) {
    return Named.of(name, kind);
  }

  static Stream<Named<Kind>> ordered() {
    return Stream.of(
        kind("state_dict pre", (hooks, prepend, called) -> hooks.registerStateDictPreHook(_ -> called.run(), prepend)),
        kind("state_dict post", (hooks, prepend, called) -> hooks.registerStateDictPostHook((_, s) -> {
          called.run();
          return s;
        }, prepend)),
        kind("load pre", (hooks, prepend, called) -> hooks.registerLoadStateDictPreHook((_, s) -> {
          called.run();
          return s;
        }, prepend)),
        kind("load post", (hooks, prepend, called) -> hooks.registerLoadStateDictPostHook(_ -> called.run(), prepend)));
  }

  static Stream<Named<Kind>> all() {
    return Stream.concat(ordered(), Stream.of(
        kind("step pre", (hooks, _, called) -> hooks.registerStepPreHook((_, closure) -> {
          called.run();
          return closure;
        })),
        kind("step post", (hooks, _, called) -> hooks.registerStepPostHook(_ -> called.run()))));
  }

  private static void everything(Optimizer optimizer) {
    optimizer.step();
    optimizer.loadStateDict(optimizer.stateDict());
  }

  @ParameterizedTest
  @MethodSource("all")
  void aHookIsCalledUntilItsHandleTakesItAway(Kind kind) {
    SGD sgd = new SGD(List.of(Trial.parameter(1)), SGD.options());
    List<String> calls = new ArrayList<>();
    HookHandle first = kind.register(sgd.hooks(), false, () -> calls.add("first"));
    HookHandle second = kind.register(sgd.hooks(), false, () -> calls.add("second"));
    everything(sgd);
    assertEquals(List.of("first", "second"), calls);
    first.remove();
    everything(sgd);
    assertEquals(List.of("first", "second", "second"), calls);
    second.remove();
    everything(sgd);
    assertEquals(3, calls.size());
  }

  @ParameterizedTest
  @MethodSource("ordered")
  void aPrependedHookIsCalledBeforeThoseThatAreThere(Kind kind) {
    SGD sgd = new SGD(List.of(Trial.parameter(1)), SGD.options());
    List<String> calls = new ArrayList<>();
    for (String name : List.of("b", "a", "c")) {
      kind.register(sgd.hooks(), name.equals("a"), () -> calls.add(name));
    }
    everything(sgd);
    assertEquals(List.of("a", "b", "c"), calls);
  }
}
