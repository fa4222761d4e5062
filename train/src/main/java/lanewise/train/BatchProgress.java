package lanewise.train;

/**
 * Where a run stands after a batch.
 *
 * @param epoch from 1
 * @param epochs how many there will be
 * @param split which images
 * @param batch from 1, within the pass
 * @param batches in the pass
 * @param loss mean loss of this batch
 * @param imagesPerSecond of the pass so far
 */
public record BatchProgress(int epoch, int epochs, Split split, int batch, int batches, double loss, double imagesPerSecond) {}
