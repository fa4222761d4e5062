package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

class OptimizerHooksTest {
  private final Parameter p = Trial.parameter(1);
  private final AdamW adam = new AdamW(List.of(p), AdamW.options());
  private final List<String> calls = new ArrayList<>();

  private StepPreHook pre(String name) {
    return (_, closure) -> {
      calls.add(name);
      return closure;
    };
  }

  @Test
  void aroundAStepGlobalHooksAreOutsideAndEachKindKeepsItsOrder() {
    List<HookHandle> global = List.of(OptimizerHooks.global().registerStepPreHook(pre("global pre")),
        OptimizerHooks.global().registerStepPostHook(_ -> calls.add("global post")));
    try {
      adam.hooks().registerStepPostHook(_ -> calls.add("post"));
      adam.hooks().registerStepPreHook(pre("pre 1"));
      adam.hooks().registerStepPreHook(pre("pre 2"));
      adam.step(() -> {
        calls.add("closure");
        return 5;
      });
    } finally {
      global.forEach(HookHandle::remove);
    }
    assertEquals(List.of("global pre", "pre 1", "pre 2", "closure", "post", "global post"), calls);
    calls.clear();
    adam.step();
    assertEquals(List.of("pre 1", "pre 2", "post"), calls);
  }

  @Test
  void aHookRunsAlsoWhereNoParameterHasAGradient() {
    adam.hooks().registerStepPostHook(o -> calls.add("steps " + o.stepCount()));
    adam.step();
    assertEquals(List.of("steps 1"), calls);
    assertTrue(adam.state(p).isEmpty());
  }

  @Test
  void aRemovedHookIsNotCalledAndTheSameHookMayBeThereTwice() {
    StepPreHook hook = pre("x");
    HookHandle first = adam.hooks().registerStepPreHook(hook);
    adam.hooks().registerStepPreHook(hook);
    first.remove();
    first.remove();
    adam.step();
    assertEquals(List.of("x"), calls);
  }

  @Test
  void aHookThatRemovesItselfIsCalledOnceAndTheOthersStillAre() {
    HookHandle[] handle = new HookHandle[1];
    handle[0] = adam.hooks().registerStepPostHook(_ -> {
      calls.add("once");
      handle[0].remove();
    });
    adam.hooks().registerStepPostHook(_ -> calls.add("always"));
    adam.step();
    adam.step();
    assertEquals(List.of("once", "always", "always"), calls);
  }

  @Test
  void aHookThatReturnsNothingIsNamedBeforeAnythingChanges() {
    Trial.gradient(p, 1);
    adam.hooks().registerStepPreHook((_, _) -> null);
    var e = assertThrows(IllegalStateException.class, adam::step);
    assertTrue(e.getMessage().contains("returned null"), e.getMessage());
    assertEquals(1, p.value().get(0));
  }

  @Test
  void aPreHookMayReplaceTheClosure() {
    adam.hooks().registerStepPreHook((_, closure) -> {
      assertTrue(closure.isPresent());
      return Optional.of(() -> 42);
    });
    assertEquals(42, adam.step(() -> 1));
  }

  @Test
  void hooksOfSavingAndLoadingAreCalledInOrderPrependedOnesFirstAndMayReplaceTheState() {
    OptimizerState other = new AdamW(List.of(Trial.parameter(2)), AdamW.options().lr(0.75)).stateDict();
    adam.hooks().registerStateDictPreHook(_ -> calls.add("save 2"), false);
    adam.hooks().registerStateDictPreHook(_ -> calls.add("save 1"), true);
    HookHandle replaced = adam.hooks().registerStateDictPostHook((_, _) -> other, false);
    assertEquals(other, adam.stateDict());
    replaced.remove();
    adam.hooks().registerLoadStateDictPreHook((_, _) -> {
      calls.add("load pre");
      return other;
    }, false);
    adam.hooks().registerLoadStateDictPostHook(o -> calls.add("load post, lr " + o.paramGroups().getFirst().lr()), false);
    adam.loadStateDict(adam.stateDict());
    assertEquals(List.of("save 1", "save 2", "save 1", "save 2", "load pre", "load post, lr 0.75"), calls);
  }

  @Test
  void aPreHookOrClosureThatFailsLeavesParametersAndStateAsTheyWere() {
    Trial.gradient(p, 1);
    adam.step();
    float[] value = p.value().toArray();
    HookHandle hook = adam.hooks().registerStepPreHook((_, _) -> {
      throw new IllegalStateException("hook");
    });
    assertThrows(IllegalStateException.class, adam::step);
    hook.remove();
    assertThrows(ArithmeticException.class, () -> adam.step(() -> {
      throw new ArithmeticException("closure");
    }));
    assertArrayEquals(value, p.value().toArray());
    assertEquals(1, adam.state(p).numbers().get("step"));
    assertEquals(1, adam.stepCount());
  }

  @Test
  void aPostHookThatFailsFindsTheStepDoneAndPassesOn() {
    Trial.gradient(p, 1);
    HookHandle hook = adam.hooks().registerStepPostHook(_ -> {
      throw new IllegalStateException("hook");
    });
    float before = p.value().get(0);
    assertThrows(IllegalStateException.class, adam::step);
    assertTrue(p.value().get(0) < before);
    assertEquals(1, adam.state(p).numbers().get("step"));
    assertEquals(1, adam.stepCount());
    hook.remove();
    adam.step();
    assertEquals(2, adam.stepCount());
  }

  @Test
  void aClosureIsCalledOnceWithRecordingOnAndItsLossIsReturned() {
    try (var _ = NoGrad.open()) {
      double loss = adam.step(() -> {
        calls.add(NoGrad.active() ? "off" : "on");
        Trial.gradient(p, 1);
        return 0.5;
      });
      assertEquals(0.5, loss);
      assertTrue(NoGrad.active());
    }
    assertEquals(List.of("on"), calls);
    assertEquals(1, adam.state(p).numbers().get("step"));
  }

  @Test
  void aGradientThatIsNotFiniteIsAnErrorWhereThatIsAskedForBeforeAnythingChanges() {
    Parameter q = Trial.parameter(2, 3);
    AdamW both = new AdamW(List.of(p, q), AdamW.options());
    Trial.gradient(p, 1);
    Trial.gradient(q, 1, Float.NaN);
    both.errorIfNonfinite(true);
    var e = assertThrows(IllegalArgumentException.class, both::step);
    assertEquals("the gradient of parameter 1 of group 0 of shape [2] is not finite; allowed, because errorIfNonfinite is set: finite",
        e.getMessage());
    assertEquals(1, p.value().get(0));
    assertTrue(both.state(p).isEmpty());
    both.errorIfNonfinite(false);
    both.step();
    assertTrue(Float.isNaN(q.value().get(1)));
    assertTrue(Float.isFinite(q.value().get(0)));
  }
}
