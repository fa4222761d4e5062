package lanewise.tensor.kernel.workers;

/**
 * One stage of a network on one unit of images. Separate stages run one after the other over all units; fused ones run one after the other on each
 * unit while it is in the cache. Both give the same bits, because a unit's work does not know in whose company it runs.
 */
public interface UnitKernel {
  /** Treats the images of unit u: writes what belongs to that unit alone. */
  void unit(int u, Scratch scratch);

  /** Combines what the units left, in unit order; called once after all of them. */
  default void finish() {}
}
