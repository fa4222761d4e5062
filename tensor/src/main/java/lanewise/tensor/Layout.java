package lanewise.tensor;

/**
 * The order in which a tensor's elements lie in memory. The logical shape is always PyTorch's ({@code [N, C, H, W]} for images); the layout is an
 * internal matter that follows from the operation and its inputs, and never changes a value.
 */
public enum Layout {
  /** Last axis fastest: the order of {@link Tensor#toArray()} and of files. */
  ROW_MAJOR,
  /** Rank 4 only: logical {@code [N, C, H, W]} stored as {@code [N][H][W][C]}, so that the channels of a pixel are neighbours. */
  CHANNELS_LAST
}
