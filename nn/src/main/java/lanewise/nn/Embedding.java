package lanewise.nn;

import java.util.OptionalInt;
import lanewise.autograd.Indexing;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/**
 * A table of vectors, one for each word: indices of any shape to shape + [D]. Parameter {@code weight} [V, D], standard normal at first, the
 * padding's row 0, as in PyTorch.
 */
public final class Embedding extends Layer {
  private final Options options;
  private final Parameter weight;

  /** Makes the layer with its initial weights. */
  public Embedding(Options options, Rng rng) {
    this.options = options;
    Tensor initial = rng.split("weight").gaussians(0, 1, options.numEmbeddings, options.embeddingDim);
    weight = parameter("weight", initial);
    if (options.paddingIdx.isPresent()) {
      int row = Math.floorMod(options.paddingIdx.getAsInt(), options.numEmbeddings);
      weight.value().slice(row, row + 1).copyFrom(Tensor.zeros(1, options.embeddingDim));
    }
  }

  /** The weight [V, D]. */
  public Parameter weight() {
    return weight;
  }

  /**
   * The vectors of these words.
   *
   * @throws IllegalArgumentException if an index is outside 0..V-1
   */
  public Variable forward(LongTensor index) {
    return Indexing.embedding(index, weight, options.paddingIdx, options.sparse);
  }

  /**
   * The vectors of words that are numbered by floats, so that the layer can be the first of a {@link Sequential}.
   *
   * @throws IllegalArgumentException if a value is no whole number, or outside 0..V-1
   */
  @Override
  public Variable forward(Variable x) {
    float[] values = x.value().toArray();
    long[] index = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      index[i] = (long) values[i];
      if (index[i] != values[i]) {
        throw new IllegalArgumentException("index " + values[i] + " at position " + i + " of an embedding; allowed: whole numbers in 0.."
            + (options.numEmbeddings - 1));
      }
    }
    return forward(LongTensor.of(index, x.shape().toArray()));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Embedding");
  }

  /**
   * PyTorch's arguments.
   *
   * @param numEmbeddings V, >= 1
   * @param embeddingDim D, >= 1
   * @param paddingIdx a word whose vector gets no gradient; negative ones count from the end; PyTorch's default is none
   * @param sparse whether the gradient has the rows of a batch's words only; PyTorch's default is not
   */
  public record Options(int numEmbeddings, int embeddingDim, OptionalInt paddingIdx, boolean sparse) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (numEmbeddings < 1 || embeddingDim < 1) {
        throw new IllegalArgumentException("embedding(" + numEmbeddings + ", " + embeddingDim + "); allowed: >= 1");
      }
      int padding = paddingIdx.orElse(0);
      if (padding < -numEmbeddings || padding >= numEmbeddings) {
        throw new IllegalArgumentException("embedding paddingIdx " + padding + "; allowed: " + -numEmbeddings + ".." + (numEmbeddings - 1));
      }
    }

    /** The word whose vector gets no gradient. */
    public Options paddingIdx(int word) {
      return new Options(numEmbeddings, embeddingDim, OptionalInt.of(word), sparse);
    }

    /** Whether the gradient has the rows of a batch's words only. */
    public Options sparse(boolean on) {
      return new Options(numEmbeddings, embeddingDim, paddingIdx, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new Embedding(this, rng);
    }
  }
}
