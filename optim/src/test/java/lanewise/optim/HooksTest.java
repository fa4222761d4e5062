package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class HooksTest {
  private final Hooks<String> hooks = new Hooks<>();

  @Test
  void theListIsHeldReadyUntilAHookComesOrGoes() {
    assertSame(hooks.all(), hooks.all());
    HookHandle b = hooks.add("b", false);
    hooks.add("a", true);
    List<String> both = hooks.all();
    assertEquals(List.of("a", "b"), both);
    assertSame(both, hooks.all());
    b.remove();
    assertEquals(List.of("a"), hooks.all());
    assertSame(hooks.all(), hooks.all());
    assertEquals(List.of("a", "b"), both, "a walk that has begun");
  }

  @Test
  void aHookThatIsThereTwiceGoesOnceForEachHandle() {
    HookHandle first = hooks.add("a", false);
    HookHandle second = hooks.add("a", false);
    first.remove();
    first.remove();
    assertEquals(List.of("a"), hooks.all());
    second.remove();
    assertEquals(List.of(), hooks.all());
  }
}
