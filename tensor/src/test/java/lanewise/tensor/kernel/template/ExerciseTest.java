package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.channels.ChannelGradient;
import lanewise.tensor.kernel.channels.ChannelProducts;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.channels.ChannelTaps;
import lanewise.tensor.kernel.channels.ChannelWindow;
import lanewise.tensor.kernel.channels.PlaneSums;
import lanewise.tensor.kernel.copy.BlockCopy;
import lanewise.tensor.kernel.copy.Interleave;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.elementwise.AffineKernel;
import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.Scaling;
import lanewise.tensor.kernel.elementwise.Selecting;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.functions.Exp;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.kernel.gemm.GemmKernels;
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
import lanewise.tensor.kernel.random.Normals;
import lanewise.tensor.kernel.random.Philox;
import lanewise.tensor.kernel.tile.FmaLoop;
import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.tile.Tile;
import org.junit.jupiter.api.Test;

/** The exercises of all recipes: within their arrays, and with equal bits for the vector form and the twin that stands in for it. */
class ExerciseTest {
  /** At least one recipe of every kind that has an exercise, but for steps of optimizers. */
  static List<Recipe<?>> recipes() {
    List<Recipe<?>> all = new ArrayList<>();
    all.add(new MapOp.MapRecipe(new Exp()));
    all.add(new MapOp.MapRecipe(new Rectifier.Forward(0.1f, 0.4f, 2)));
    all.add(new MapFormula.StreamsRecipe(new Exp()));
    all.add(new ZipOp.ZipRecipe(new Arithmetic.Multiply()));
    all.add(new AffineKernel.AffineRecipe(new Arithmetic.Identity()));
    all.add(new ChannelGradient.GradientRecipe());
    all.add(new Scaling.ScalingRecipe());
    all.add(new Selecting.SelectingRecipe());
    all.add(new Transposition.TransposeRecipe());
    for (int width : new int[] {4, 8, 16, 32}) {
      all.add(new BlockCopy.BlockRecipe(width));
    }
    all.add(new Interleave.InterleaveRecipe(4));
    all.add(new Interleave.InterleaveRecipe(8));
    all.add(new GemmKernels.KernelsRecipe());
    all.add(new FmaLoop.FmaRecipe());
    all.add(new Philox.PhiloxRecipe());
    all.add(new Normals.NormalsRecipe());
    all.add(new BilinearKernel.BilinearRecipe(false));
    all.add(new BilinearKernel.BilinearRecipe(true));
    for (PoolKernel.Kind kind : PoolKernel.Kind.values()) {
      all.add(new PoolKernel.PoolRecipe(kind, 0, 0));
      all.add(new PoolKernel.PoolRecipe(kind, 2, 2));
      all.add(new PoolKernel.PoolRecipe(kind, 1, 9));
    }
    for (int vectors = 1; vectors <= 2; vectors++) {
      all.add(new PackedTile.PackedRecipe(8, vectors));
      all.add(new PackedTile.PackedRecipe(4, vectors));
      all.add(new ChannelTaps.TapsRecipe(vectors == 1, 3));
      all.add(new ChannelWindow.WindowRecipe(2 * vectors - 1));
    }
    all.add(new ChannelProducts.ProductsRecipe());
    all.add(new RowFind.FindRecipe());
    all.add(new RowAffine.RowAffineRecipe());
    for (Fold fold : Fold.values()) {
      all.add(new RowFold.RowFoldRecipe(fold));
      all.add(new ColumnFold.ColumnFoldRecipe(fold));
    }
    for (BlockOp op : BlockOp.values()) {
      all.add(new BlockMap.BlockRecipe(op, true));
      all.add(new BlockMap.BlockRecipe(op, false));
    }
    for (ChannelSums.Of what : ChannelSums.Of.values()) {
      all.add(new ChannelSums.SumsRecipe(what));
    }
    all.add(new PlaneSums.PlaneSumsRecipe(false));
    all.add(new PlaneSums.PlaneSumsRecipe(true));
    all.add(new LaneProducts.ProductsRecipe(5, 2));
    all.add(new LaneProducts.ProductsRecipe(1, 2));
    for (LaneEpilogue.Rectify rectify : LaneEpilogue.Rectify.values()) {
      for (boolean on : new boolean[] {false, true}) {
        all.add(new LaneEpilogue.EpilogueRecipe(on, rectify, true));
        all.add(new LaneEpilogue.EpilogueRecipe(true, rectify, on));
        all.add(new LaneGradient.LaneGradientRecipe(on, rectify, true));
        all.add(new LaneGradient.LaneGradientRecipe(true, rectify, on));
      }
    }
    for (Tile.Mode mode : Tile.Mode.values()) {
      for (int vectors = 1; vectors <= 2; vectors++) {
        all.add(new Tile.TileRecipe(8, vectors, 300, 1, 40, mode));
        all.add(new Tile.TileRecipe(1, vectors, 1, 900, 32, mode));
      }
    }
    for (LaneEpilogue.Rectify rectify : LaneEpilogue.Rectify.values()) {
      for (boolean on : new boolean[] {false, true}) {
        all.add(new StageTile.StageRecipe(8, 1, on, 40, new StageTile.Finish(on, rectify, true, LaneEpilogue.Rectify.NONE)));
        all.add(new StageTile.StageRecipe(4, 2, on, 32, new StageTile.Finish(true, rectify, on, LaneEpilogue.Rectify.PLAIN)));
      }
    }
    return all;
  }

  /** Arrays that hold results of the same places for every width; the others are working memory. */
  private static int results(Recipe<?> recipe) {
    return switch (recipe) {
      case GemmKernels.KernelsRecipe _ -> 0;
      case FmaLoop.FmaRecipe _ -> 0;
      case Tile.TileRecipe _ -> 1;
      case PackedTile.PackedRecipe _ -> 1;
      case StageTile.StageRecipe _ -> 1;
      default -> 4;
    };
  }

  /** The widest vectors up to these that a recipe is asked for: blocks that are moved are not narrower than a vector. */
  static int bits(Recipe<?> recipe, int bits) {
    return switch (recipe) {
      case BlockCopy.BlockRecipe block -> Math.min(bits, block.width() * Float.SIZE);
      case Interleave.InterleaveRecipe rows -> Math.min(bits, rows.width() * Float.SIZE);
      default -> bits;
    };
  }

  @Test
  void vectorFormAndItsStandIn_computeTheSameInEveryExercise() {
    for (KernelLevel level : Levels.simd()) {
      for (Recipe<?> recipe : recipes()) {
        assertInstanceOf(Exercised.class, recipe);
        check((Exercised<?>) recipe, bits(recipe, level.bits()));
      }
    }
  }

  @Test
  void everyRecipeWithAnExerciseIsListed() throws IOException, URISyntaxException {
    TreeSet<String> listed = new TreeSet<>();
    recipes().forEach(recipe -> listed.add(recipe.getClass().getName()));
    TreeSet<String> compiled = new TreeSet<>();
    Path classes = Path.of(Exercised.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes.resolve("lanewise/tensor/kernel"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".").replaceAll("\\.class$", "");
        Class<?> type = load(name);
        if (Exercised.class.isAssignableFrom(type) && !type.isInterface()) {
          compiled.add(name);
        }
      }
    }
    assertEquals(compiled, listed);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Exercised.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked") // a template implements the interface of its recipe
  private static <K> void check(Exercised<K> recipe, int bits) {
    Exercise expected = new Exercise();
    Exercise actual = new Exercise();
    K standIn = recipe.scalar(bits);
    K vector = (K) Templates.specialise(recipe, bits);
    for (int turn = 0; turn < 3; turn++) {
      int floats = recipe.exercise(standIn, expected);
      assertTrue(floats > 0);
      if (recipe instanceof GemmKernels.KernelsRecipe) {
        // The twins of products have panels of a width of their own.
        assertTrue(recipe.exercise(vector, actual) > 0);
      } else {
        assertEquals(floats, recipe.exercise(vector, actual));
      }
    }
    for (int i = 0; i < results(recipe); i++) {
      assertArrayEquals(expected.out(i), actual.out(i), () -> recipe + " at " + bits);
    }
    for (int i = 0; i < 4; i++) {
      for (float x : actual.out(i)) {
        assertTrue(Float.isFinite(x), () -> recipe + " at " + bits + ": " + x);
      }
    }
  }
}
