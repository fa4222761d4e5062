package lanewise.train;

/** Is told how a run goes on, on the thread that trains. */
public interface ProgressListener {
  /** Listens to nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /** After every batch. */
  default void onBatch(BatchProgress progress) {}

  /** After every pass over a split. */
  default void onPass(EpochResult result) {}
}
