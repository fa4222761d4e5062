package lanewise.tensor.kernel.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RunTableTest {
  @Test
  void neighbours_areMergedWhereBothOperandsGoOn() {
    RunTable table = new RunTable(10);
    table.add(5, 100, 3);
    table.add(8, 130, 2);
    table.add(10, 160, 1);
    assertArrayEquals(new int[] {5, 100, 5, 10, 160, 1}, table.toArray());
  }

  @Test
  void aGapInTheFirstOperand_beginsANewRun() {
    RunTable table = new RunTable(10);
    table.add(5, 100, 3);
    table.add(9, 130, 2);
    assertArrayEquals(new int[] {5, 100, 3, 9, 130, 2}, table.toArray());
  }

  @Test
  void afterAMark_nothingIsMerged() {
    RunTable table = new RunTable(10);
    table.add(5, 100, 3);
    assertEquals(3, table.mark());
    table.add(8, 130, 2);
    assertArrayEquals(new int[] {5, 100, 3, 8, 130, 2}, table.toArray());
  }

  @Test
  void separateRuns_areNeverMerged() {
    RunTable table = new RunTable(0);
    table.addSeparate(5, 100, 3);
    table.addSeparate(8, 100, 3);
    assertArrayEquals(new int[] {5, 100, 3, 8, 100, 3}, table.toArray());
  }

  @Test
  void tableGrowsWithItsRuns() {
    RunTable table = new RunTable(1);
    for (int i = 0; i < 1000; i++) {
      table.addSeparate(i, 2 * i, 3);
    }
    int[] runs = table.toArray();
    assertEquals(3000, runs.length);
    assertEquals(999, runs[2997]);
    assertEquals(1998, runs[2998]);
  }
}
