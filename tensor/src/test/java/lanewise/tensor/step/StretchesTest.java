package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StretchesTest {
  private final Stretches stretches = new Stretches();

  @Test
  void nothingHasNoLengthNoChunksAndNoCost() {
    assertEquals(0, stretches.total());
    assertEquals(0, stretches.chunks(8));
    assertEquals(0, stretches.nanos());
  }

  @Test
  void stretchesBeginWhereTheOnesBeforeThemEnd() {
    stretches.add(3, 0);
    stretches.add(0, 0);
    stretches.add(5, 0);
    assertEquals(0, stretches.begin(0));
    assertEquals(3, stretches.end(0));
    assertEquals(3, stretches.begin(1));
    assertEquals(3, stretches.end(1));
    assertEquals(3, stretches.begin(2));
    assertEquals(8, stretches.end(2));
    assertEquals(8, stretches.total());
  }

  @Test
  void aPieceEndsWithTheWholeAtTheLatestAlsoNearTheLargestInt() {
    assertEquals(8, Stretches.end(0, 8, 20));
    assertEquals(16, Stretches.end(8, 8, 20));
    assertEquals(20, Stretches.end(16, 8, 20));
    assertEquals(24, Stretches.end(16, 8, 24));
    int last = Integer.MAX_VALUE / 8192 * 8192;
    assertEquals(Integer.MAX_VALUE, Stretches.end(last, 8192, Integer.MAX_VALUE));
    assertEquals(last, Stretches.end(last - 8192, 8192, Integer.MAX_VALUE));
  }

  @Test
  void aPositionIsInTheStretchThatHoldsItAndNeverInAnEmptyOne() {
    int[] lengths = {0, 2, 0, 0, 1, 3, 0, 1, 0};
    int[] holders = {1, 1, 4, 5, 5, 5, 7};
    for (int length : lengths) {
      stretches.add(length, 0);
    }
    assertEquals(holders.length, stretches.total());
    for (int position = 0; position < holders.length; position++) {
      assertEquals(holders[position], stretches.at(position), "position " + position);
    }
  }

  @Test
  void chunksCoverAllAndTheLastOneMayBeShort() {
    stretches.add(15, 0);
    assertEquals(2, stretches.chunks(8));
    stretches.add(1, 0);
    assertEquals(2, stretches.chunks(8));
    stretches.add(1, 0);
    assertEquals(3, stretches.chunks(8));
    assertEquals(17, stretches.chunks(1));
    stretches.add(1L << 40, 0);
    assertThrows(ArithmeticException.class, () -> stretches.chunks(1));
  }

  @Test
  void theCostOfAllIsTheSumOfTheirsInNanoseconds() {
    stretches.add(1, 2500);
    stretches.add(1, 7_000_600_500L);
    assertEquals(7_000_603, stretches.nanos());
  }

  @Test
  void moreThanAtFirstAreKeptAndAllAreForgottenTogether() {
    for (int i = 0; i < 100; i++) {
      stretches.add(i, 1000);
    }
    assertEquals(4950, stretches.total());
    assertEquals(100, stretches.nanos());
    assertEquals(99, stretches.at(4949));
    stretches.clear();
    assertEquals(0, stretches.total());
    assertEquals(0, stretches.nanos());
    stretches.add(2, 1000);
    assertEquals(0, stretches.begin(0));
    assertEquals(2, stretches.total());
  }
}
