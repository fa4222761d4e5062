package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  @Property(tries = 2000)
  void capacityOfASizeClass_holdsItAndWastesAtMostAnEighth(@ForAll @IntRange(max = Integer.MAX_VALUE - 8) int size) {
    int capacity = ArrayPool.capacity(ArrayPool.sizeClass(size));
    assertTrue(capacity >= size, size + " in " + capacity);
    assertTrue(size <= 64 || capacity - size <= size / 8 + 1, size + " in " + capacity);
  }

  @Test
  void everyClassBeginsRightBehindTheCapacityOfTheOneBefore() {
    for (int c = 0; c < 196; c++) {
      assertEquals(c, ArrayPool.sizeClass(ArrayPool.capacity(c)));
      assertEquals(c + 1, ArrayPool.sizeClass(ArrayPool.capacity(c) + 1));
    }
    assertEquals(0, ArrayPool.sizeClass(0));
  }

  @Test
  void anArrayThatCameBack_isHandedOutAgainForItsClassOnly() {
    ArrayPool pool = new ArrayPool();
    float[] array = pool.take(1000);
    pool.give(array);
    assertFalse(array == pool.take(1100));
    assertTrue(array == pool.take(990));
    assertFalse(array == pool.take(1000));
  }

  @Test
  void arraysThatChangeHands_areFilledWithNaNInTests() {
    assertTrue(ArrayPool.POISON, "tests run with -Dlanewise.debug.poison=true");
    ArrayPool pool = new ArrayPool();
    float[] array = pool.take(70);
    for (float v : array) {
      assertTrue(Float.isNaN(v));
    }
    array[3] = 1;
    pool.give(array);
    for (float v : array) {
      assertTrue(Float.isNaN(v));
    }
  }

  @Test
  void arraysThatNobodyNeeded_areDroppedAndTheOthersStay() {
    ArrayPool pool = new ArrayPool();
    Set<float[]> known = Collections.newSetFromMap(new IdentityHashMap<>());
    List<float[]> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(pool.take(1000));
    }
    known.addAll(taken);
    taken.forEach(pool::give);
    for (int i = 0; i < 128; i++) {
      float[] needed = pool.take(1000);
      assertTrue(known.contains(needed));
      pool.give(needed);
      pool.outermostClosed();
    }
    assertTrue(known.contains(pool.take(1000)));
    assertFalse(known.contains(pool.take(1000)));
  }

  @Test
  void withoutUse_thePoolIsEmptyAfterTwoTrims() {
    ArrayPool pool = new ArrayPool();
    float[] array = pool.take(5000);
    pool.give(array);
    for (int i = 0; i < 128; i++) {
      pool.outermostClosed();
    }
    assertFalse(array == pool.take(5000));
  }
}
