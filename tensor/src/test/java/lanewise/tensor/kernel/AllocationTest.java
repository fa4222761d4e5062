package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.channels.ChannelGradient;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.channels.PlaneSums;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.elementwise.AffineKernel;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.functions.Exp;
import lanewise.tensor.kernel.functions.Log;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.kernel.lanes.LaneEpilogue;
import lanewise.tensor.kernel.lanes.LaneGradient;
import lanewise.tensor.kernel.lanes.LaneProducts;
import lanewise.tensor.kernel.lines.BlockMap;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.ColumnFold;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowAffine;
import lanewise.tensor.kernel.lines.RowFind;
import lanewise.tensor.kernel.lines.RowFold;
import lanewise.tensor.kernel.pool.BilinearKernel;
import lanewise.tensor.kernel.pool.PoolKernel;
import lanewise.tensor.kernel.pool.PoolPlane;
import lanewise.tensor.kernel.random.Normals;
import lanewise.tensor.kernel.random.Philox;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.Tile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once compiled, a kernel allocates nothing. A vector that escapes costs 64 bytes or more a call, and with it the speed, so this is the alarm for
 * everything that the compiler may stop doing.
 *
 * <p>Each level has a process of its own, as in real use: what the compiler has learned about one level in this process must not speak for another
 * one.
 */
class AllocationTest {
  static List<KernelLevel> levels() {
    return Levels.all();
  }

  @ParameterizedTest
  @MethodSource("levels")
  void afterWarmUp_aCallAllocatesNothing(KernelLevel level) throws Exception {
    String out = Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-D" + Ladder.PROPERTY + "=" + level.label());
    List<String> lines = out.lines().filter(Quiet::isBytes).toList();
    assertEquals(Probe.kernels().size(), lines.size(), out);
    for (String line : lines) {
      assertTrue(Quiet.bytes(line) < Quiet.MOST_BYTES, level + ": " + line);
    }
  }

  /** Calls every kernel until it is quiet and prints the bytes of a call. */
  static final class Probe {
    private static final float[] X = Values.normal(new Random(1), 4096);
    private static final float[] Y = Values.normal(new Random(2), 4096);
    private static final float[] LONG = Values.normal(new Random(4), RowFold.LONG + 301);
    private static final float[] Z = new float[4096];
    private static final float[] W = new float[4096];
    private static final float[] V = new float[4096];
    private static final float[] TABLES = Values.normal(new Random(3), 4096);
    private static final float[] EDGE = new float[Tile.EDGE];
    private static final float[] OUT = new float[4096];
    private static final int[] STEPS = {0, 16, 32, 48, 64, 0};
    private static final int[] RUNS = {0, 0, 8, 40, 300, 5};

    private Probe() {}

    public static void main(String[] args) {
      Quiet.print(kernels());
    }

    static Map<String, Runnable> kernels() {
      Map<String, Runnable> all = new LinkedHashMap<>();
      all.put("tile of 8 x 2", tile(8, 2, Tile.Mode.STORE));
      all.put("tile of 4 x 2", tile(4, 2, Tile.Mode.STORE));
      all.put("tile with bias", tile(8, 1, Tile.Mode.BIAS));
      all.put("tile that adds", tile(8, 2, Tile.Mode.ADD));
      all.put("tile that continues", tile(5, 1, Tile.Mode.CONTINUE));
      MapOp.Kernel exp = new Exp().kernel();
      all.put("exp", () -> exp.run(X, 3, Z, 1, 1001));
      MapOp.Kernel log = new Log().kernel();
      all.put("log", () -> log.run(X, 3, Z, 1, 1001));
      ZipOp.Kernel multiply = new Arithmetic.Multiply().kernel();
      all.put("multiply", () -> multiply.run(X, 3, Y, 2, Z, 1, 1001));
      MapOp.Kernel rectifier = new Rectifier.Forward(0.1f, 0.4f, 2).kernel();
      all.put("rectifier", () -> rectifier.run(X, 3, Z, 1, 1001));
      ZipOp.Kernel gradient = new Rectifier.Backward(0.1f, 0.4f, 2).kernel();
      all.put("gradient of the rectifier", () -> gradient.run(X, 3, Y, 2, Z, 1, 1001));
      AffineKernel affine = Templates.kernel(new AffineKernel.AffineRecipe(new Arithmetic.Identity()));
      all.put("scale and shift", () -> affine.run(X, 3, Z, 1, 1000, TABLES, 0, TABLES, 300, 260));
      for (ChannelSums.Of what : ChannelSums.Of.values()) {
        ChannelSums sums = ChannelSums.of(what);
        all.put("sums of " + what, () -> sums.run(X, 3, Y, 2, 1000, TABLES, 0, Z, W, 260));
      }
      PlaneSums squares = PlaneSums.squares();
      all.put("sums of planes and squares", () -> squares.run(X, 3, Y, 2, 6, 500, 3, 100, 75, TABLES, 0, Z));
      PlaneSums planeProducts = PlaneSums.products();
      all.put("sums of planes and products", () -> planeProducts.run(X, 3, Y, 2, 6, 500, 3, 100, 75, TABLES, 0, Z));
      ChannelGradient normalisation = ChannelGradient.kernel();
      all.put("gradient of a normalisation", () -> normalisation.run(X, 3, Y, 2, Z, 1, 1000, TABLES, 0, 260));
      LaneEpilogue epilogue = LaneEpilogue.of(true, LaneEpilogue.Rectify.LEAKY, true);
      all.put("bias, rectifier and sums in lanes", () -> epilogue.run(Z, 1, 7, 96, TABLES, 0.1f, 0.4f, X, OUT, W));
      LaneGradient gradients = LaneGradient.of(true, LaneEpilogue.Rectify.LEAKY, true);
      all.put("gradients of normalisation and rectifier in lanes", () -> gradients.run(X, 3, Y, 2, Z, 1, 7, 96, TABLES, 0.1f, 0.4f, W));
      LaneProducts products = LaneProducts.of(5);
      all.put("products in lanes", () -> products.run(X, 3, Y, 2, STEPS, 0, 6, Z, 0, 64));
      Transposition transposition = Transposition.kernel();
      all.put("transposition", () -> transposition.run(X, 3, 50, Z, 1, 60, 37, 45));
      PoolPlane.Windows windows = new PoolPlane.Windows(6, new int[] {0, 1, 3, 5}, new int[] {2, 3, 3, 1}, new int[] {2, 3, 3, 1}, 1);
      PoolPlane plane = new PoolPlane(windows, windows, 0);
      for (PoolKernel.Kind kind : PoolKernel.Kind.values()) {
        PoolKernel pooling = PoolKernel.of(kind, plane, 17);
        all.put("pooling " + kind, () -> pooling.run(W, 1, Z, 2, V, 3, 17, 20, plane));
      }
      BilinearKernel.Neighbours between = new BilinearKernel.Neighbours(6, new int[] {0, 2, 5}, new int[] {1, 3, 5}, new float[] {0, 0.5f, 0.25f});
      MapOp.Kernel quarters = new Exp().streams();
      all.put("exp over quarters", () -> quarters.run(X, 1, Z, 2, 1003));
      Philox philox = Philox.kernel();
      all.put("uniform floats", () -> philox.fill(7, 1, 2, Z, 3, 135));
      Normals normals = Normals.kernel();
      all.put("normal floats", () -> normals.fill(7, 1, 2, 3, 4, Z, 3, 541));
      for (boolean backward : new boolean[] {false, true}) {
        BilinearKernel bilinear = BilinearKernel.of(backward);
        all.put("bilinear" + (backward ? " gradient" : ""), () -> bilinear.run(W, 1, Z, 2, 17, between, between));
      }
      putLineKernels(all);
      return all;
    }

    /** Kernels of lines: all of them live in one process, as they do where a network uses many. */
    private static void putLineKernels(Map<String, Runnable> all) {
      for (Fold fold : List.of(Fold.SUM, Fold.SQUARES, Fold.DEVIATION_PRODUCTS, Fold.MATCHES, Fold.ABSOLUTE_MAX)) {
        RowFold rows = RowFold.of(fold);
        all.put("rows folded to " + fold, () -> rows.run(X, 3, Y, 2, 3, 301, TABLES, 0, Z, 0, W));
        all.put("long rows folded to " + fold, () -> rows.run(LONG, 3, LONG, 2, 1, LONG.length - 5, TABLES, 0, Z, 0, W));
        ColumnFold columns = ColumnFold.of(fold);
        all.put("columns folded to " + fold, () -> columns.run(X, 3, Y, 2, 7, 101, 130, TABLES, 0, Z, 1));
      }
      for (BlockOp op : List.of(BlockOp.EXP, BlockOp.SHIFTED_EXP, BlockOp.LOG_SOFTMAX_GRADIENT, BlockOp.NORMALIZATION_GRADIENT,
          BlockOp.EQUAL_ABSOLUTE)) {
        BlockMap byRow = BlockMap.byRow(op);
        all.put(op + " by row", () -> byRow.run(X, 3, Y, 2, Z, 1, 7, 101, 130, TABLES, 0, 8));
        BlockMap byColumn = BlockMap.byColumn(op);
        all.put(op + " by column", () -> byColumn.run(X, 3, Y, 2, Z, 1, 7, 101, 130, TABLES, 0, 101));
      }
      RowAffine affine = RowAffine.kernel();
      all.put("rows standardised, scaled and shifted", () -> affine.run(X, 3, Z, 1, 3, 101, TABLES, Y, 2, 101));
      RowFind find = RowFind.kernel();
      all.put("find", () -> W[0] = find.run(X, 3, 1001, X[1000]));
    }

    private static Runnable tile(int rows, int vectors, Tile.Mode mode) {
      Tile kernel = Templates.kernel(new Tile.TileRecipe(rows, vectors, 20, 1, 32, mode));
      int columns = mode == Tile.Mode.CONTINUE ? kernel.columns() : kernel.columns() - 1;
      return () -> kernel.run(X, 3, Y, 2, RUNS, 0, 6, Z, 5, 40, rows, columns, TABLES, 0, EDGE);
    }
  }
}
