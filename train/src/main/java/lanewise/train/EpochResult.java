package lanewise.train;

/**
 * What one pass over a split measured. Of a training pass accuracy and loss are running averages: each batch counts as the model was when it saw the
 * batch.
 *
 * @param epoch from 1
 * @param split which images
 * @param accuracy part of the images whose largest logit is at the right class, 0..1
 * @param loss mean over the images
 * @param seconds time of the pass
 * @param imagesPerSecond images of the pass / seconds
 * @param lr learning rate of the last step that was done
 */
public record EpochResult(int epoch, Split split, double accuracy, double loss, double seconds, double imagesPerSecond, double lr) {}
