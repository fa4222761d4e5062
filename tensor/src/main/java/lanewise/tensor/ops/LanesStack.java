package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;
import lanewise.tensor.ops.conv.PackedWeights;
import lanewise.tensor.ops.conv.Sizes;
import lanewise.tensor.ops.lanes.LanesGather;
import lanewise.tensor.ops.lanes.LanesPlan;
import lanewise.tensor.ops.lanes.LanesStages;

/** Stages of a {@link ConvStack} with the batch in the lanes: all of them on a unit of 32 images, whose maps stay in the second cache. */
record LanesStack(LaneSource source, List<Step> steps, float[] result) implements UnitKernel {
  /** A stage with its kernel, packed weights and tables. */
  record Step(ConvStack.Stage stage, LanesGather gather, StageTile tile, float[] packed, float[] tables) {
    /** Floats of an image of the result. */
    int floats() {
      ConvGeometry g = stage.geometry();
      return Sizes.output(g);
    }
  }

  /** The first stages that this path is for. */
  static List<Step> steps(List<ConvStack.Stage> stages, int batch) {
    List<Step> steps = new ArrayList<>();
    for (ConvStack.Stage s : stages) {
      LanesGather gather = LanesPlan.suits(s.geometry(), batch) ? ConvPlan.of(s.geometry(), batch).lanes().forward() : null;
      StageTile tile = gather == null ? null : gather.stageTile(s.finish());
      if (tile == null || ConvStack.isSlow(tile)) {
        break;
      }
      steps.add(new Step(s, gather, tile, PackedWeights.of(s.weight(), gather, true).array(), s.tables(gather.paddedChannels())));
    }
    return steps;
  }

  @Override
  public void unit(int u, Scratch scratch) {
    float[] from = source.unit(u, scratch, LanesStages.INPUT);
    int at = source.at(u);
    for (int i = 0; i < steps.size(); i++) {
      Step s = steps.get(i);
      boolean last = i == steps.size() - 1;
      float[] to = last ? result : scratch.floats(i % 2 == 0 ? LanesStages.GRADIENT : LanesStages.TURNED, BatchLanes.unitSize(s.floats()));
      s.gather.stage(s.tile, from, at, s.packed, s.tables, s.stage.before(), s.stage.after(), to, last ? u * s.floats() * BatchLanes.WIDTH : 0,
          scratch);
      from = to;
      at = 0;
    }
  }
}
