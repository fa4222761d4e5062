package lanewise.tensor.ops.lanes;

import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.Sizes;

/**
 * The kernels of one convolution with the batch in the lanes ({@link BatchLanes}): the path for small maps with few channels and batches that fill
 * the lanes. Orders of sum:
 * <ul>
 *   <li>forward and to data: as with channels last, see {@code ConvPlan};
 *   <li>to weights: {@link LanesWeightsByChannel}, {@link LanesWeightsByOutput} for few output channels, and {@link LanesWeightsByImage} for fewer
 *       than four input channels; groups of one unit at least, of two where there are {@value #MANY_WEIGHTS} weights or more; groups added in
 *       order;
 *   <li>bias: lanes of a channel over the pixels of a unit, folded by {@link BatchLanes#fold}, units in double in order.
 * </ul>
 */
public final class LanesPlan {
  /** From here on the sums of many groups cost more than threads gain that share the units evenly. */
  private static final int MANY_WEIGHTS = 1 << 13;
  /** Below this batch there are too few units to share. */
  private static final int LEAST_BATCH = 64;
  /** From here on channels last is as fast. */
  private static final int MOST_CHANNELS = 64;
  private static final int FEW_CHANNELS = 32;
  /** Floats of a unit's input and output, of which the parts that a stage works on at a time fit the second cache. */
  private static final int UNIT_MEMORY = 1 << 20;
  /** The same for a first layer: on larger maps it has a way of its own to data. */
  private static final int FIRST_MEMORY = 1 << 18;
  private static final int FIRST_CHANNELS = 4;

  final LanesGather forward;
  final LanesGather toData;
  final LanesWeights toWeights;

  /** The kernels for one geometry. */
  public LanesPlan(ConvGeometry g) {
    forward = LanesGather.forward(g);
    toData = LanesGather.toData(g);
    toWeights = LanesWeights.of(g);
  }

  /** Least units of a group of sums over weights. */
  public static int leastUnits(ConvGeometry g) {
    return Sizes.weight(g) < MANY_WEIGHTS ? 1 : 2;
  }

  /** True where this path is the faster one: a function of geometry and batch alone. */
  public static boolean suits(ConvGeometry g, int batch) {
    return batch >= LEAST_BATCH && g.groups() == 1 && Math.max(g.inChannels(), g.outChannels()) <= MOST_CHANNELS
        && Math.min(g.inChannels(), g.outChannels()) <= FEW_CHANNELS
        && (long) BatchLanes.WIDTH * (Sizes.input(g) + Sizes.output(g)) <= (g.inChannels() <= FIRST_CHANNELS ? FIRST_MEMORY : UNIT_MEMORY);
  }

  /** The convolution itself. */
  public LanesGather forward() {
    return forward;
  }

  /** The gradient with respect to the input. */
  public LanesGather toData() {
    return toData;
  }

  /** The gradient with respect to the weights. */
  public LanesWeights toWeights() {
    return toWeights;
  }
}
