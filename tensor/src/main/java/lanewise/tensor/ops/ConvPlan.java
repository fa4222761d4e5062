package lanewise.tensor.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.template.KernelTrainer;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.workers.Units;
import lanewise.tensor.ops.conv.ConvDepthwise;
import lanewise.tensor.ops.conv.ConvGather;
import lanewise.tensor.ops.conv.ConvWeights;
import lanewise.tensor.ops.conv.ConvWeightsStage;
import lanewise.tensor.ops.conv.Sizes;
import lanewise.tensor.ops.lanes.LanesPlan;

/**
 * How one convolution is computed for one batch size: units of work, tiles, tables of runs, packing. The one place that chooses; everything here is a
 * function of the geometry, the batch and (tiles only) the vector width, and is made once, when it is first
 * asked for.
 *
 * <p>The general path is channels last: what the tile broadcasts is copied side by side first, weights are read as vectors, the rows of a tile are
 * eight images or eight pixels of a row ({@link ConvGather}, {@link ConvWeights}). Orders of sum:
 * <ul>
 *   <li>forward: one chain over kernel row, kernel column, input channel of the group, ascending; the bias after;
 *   <li>to data: one chain over kernel row ascending, kernel column in the order of ascending output column, output channel of the group ascending;
 *   <li>to weights: in a group of images one chain over blocks of images, output row, output column, image of the block; groups added in order
 *       ({@link ConvWeightsStage});
 *   <li>bias: {@code ConvBias}.
 * </ul>
 * {@link ConvFewChannels} has another order to data. A tap outside the image is skipped. Groups and blocks of images are functions of geometry and
 * batch size. {@link LanesPlan} tells of the other path and its orders.
 */
final class ConvPlan {
  private static final int KEPT = 256;
  private static final Map<Key, ConvPlan> CACHE = new ConcurrentHashMap<>();
  private static final Map<GatherKey, ConvGather> GATHERS = new ConcurrentHashMap<>();

  static {
    KernelTrainer.whenAllFast(CACHE::clear);
    KernelTrainer.whenAllFast(GATHERS::clear);
  }

  private static final int MOST_GROUPS = 16;
  /** Floats that the sums of all groups may take together, where two groups do not need more. */
  private static final int GROUP_MEMORY = 1 << 24;

  final ConvGeometry geometry;
  final int batch;
  /** Images of a unit; the last unit may have fewer. */
  final int unit;
  final int units;
  final int unitsPerGroup;
  final int groups;
  /** True where the batch lies in the lanes ({@link LanesPlan}); units and groups are those of that path then. */
  final boolean lanes;
  private final int bits;
  private volatile ConvWeights toWeights;
  private volatile ConvDepthwise depthwise;
  /** How the sums over the images are grouped. */
  final ConvWeightsStage weights;
  private volatile LanesPlan lanesPlan;

  private ConvPlan(ConvGeometry g, int batch) {
    this.geometry = g;
    this.batch = batch;
    lanes = LanesPlan.suits(g, batch);
    unit = lanes ? BatchLanes.WIDTH : Units.images(batch);
    units = Math.ceilDiv(batch, unit);
    int mostGroups = Math.clamp(GROUP_MEMORY / Sizes.weight(g), 2, MOST_GROUPS);
    unitsPerGroup = Math.max(lanes ? LanesPlan.leastUnits(g) : 1, (units + mostGroups - 1) / mostGroups);
    groups = (units + unitsPerGroup - 1) / unitsPerGroup;
    bits = Ladder.level().bits();
    weights = new ConvWeightsStage(g, batch);
  }

  /** The plan of a geometry and a batch size at the level in force. */
  static ConvPlan of(ConvGeometry geometry, int batch) {
    if (CACHE.size() > KEPT) {
      CACHE.clear();
      GATHERS.clear();
    }
    return CACHE.computeIfAbsent(new Key(geometry, batch, Ladder.level().bits()), k -> new ConvPlan(k.geometry, k.batch));
  }

  /** The convolution itself. */
  ConvGather forward() {
    return GATHERS.computeIfAbsent(new GatherKey(geometry, false, bits), k -> new ConvGather(geometry, false));
  }

  /** The gradient with respect to the input. */
  ConvGather toData() {
    return GATHERS.computeIfAbsent(new GatherKey(geometry, true, bits), k -> new ConvGather(geometry, true));
  }

  /** The gradient with respect to the weights. */
  ConvWeights toWeights() {
    ConvWeights w = toWeights;
    if (w == null) {
      w = new ConvWeights(geometry);
      toWeights = w;
    }
    return w;
  }

  /** The path of its own for a depthwise convolution ({@link ConvDepthwise#suits}). */
  ConvDepthwise depthwise() {
    ConvDepthwise d = depthwise;
    if (d == null) {
      d = new ConvDepthwise(geometry);
      depthwise = d;
    }
    return d;
  }

  /** The kernels of the path with the batch in the lanes. */
  LanesPlan lanes() {
    LanesPlan p = lanesPlan;
    if (p == null) {
      p = new LanesPlan(geometry);
      lanesPlan = p;
    }
    return p;
  }

  /** Images of unit u. */
  int images(int u) {
    return Math.min(unit, batch - u * unit);
  }

  /** Rough time of one pass on one thread. */
  long nanos() {
    return batch * Sizes.products(geometry) / 50;
  }

  /** What a gather depends on: not the batch size. */
  private record GatherKey(ConvGeometry geometry, boolean toData, int bits) {}

  private record Key(ConvGeometry geometry, int batch, int bits) {}
}
