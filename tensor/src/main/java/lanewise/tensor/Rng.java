package lanewise.tensor;

import java.nio.charset.StandardCharsets;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.random.Normals;
import lanewise.tensor.kernel.random.Philox;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * A stream of random numbers that is the same on every platform: Philox 4x32-10, a function of a 64-bit key and a counter.
 *
 * <p>{@link #split(String, long)} gives an independent stream by name and number without advancing this one, so a program that asks for
 * {@code rng.split("shuffle", epoch)} gets the same shuffle whatever else was drawn before. Drawing advances the counter; an instance is for one
 * thread.
 *
 * <p>Block i of a stream is Philox(counter = (i, 0), key); its four 32-bit words are used in order. A child's key is the first two words of
 * Philox(counter = (index, hash of the name), key with the top bits of both words flipped); the hash is 64-bit FNV-1a over the UTF-8 bytes.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Rng {
  private static final int SPLIT_DOMAIN = 0x80000000;
  private static final int WORDS_OF_A_GAUSSIAN = 4;
  /** Elements of a chunk of a fill. */
  private static final int CHUNK = 1 << 12;

  private final int key0;
  private final int key1;
  private final int[] block = new int[4];
  private long counter;
  private int used = 4;

  private Rng(int key0, int key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** The stream of this seed; every {@code long} is a valid seed. */
  public static Rng seed(long seed) {
    return new Rng((int) seed, (int) (seed >>> 32));
  }

  /** The seed of this stream's beginning: {@code seed(key())} has the same numbers from there on, and the same children. */
  public long key() {
    return (long) key1 << 32 | key0 & 0xffffffffL;
  }

  /** The independent stream of this name: {@code split(name, 0)}. */
  public Rng split(String name) {
    return split(name, 0);
  }

  /** The independent stream of this name and number. The same for the same key whatever was drawn here; this stream is not advanced. */
  public Rng split(String name, long index) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    int[] out = new int[4];
    Philox.block((int) index, (int) (index >>> 32), (int) hash, (int) (hash >>> 32), key0 ^ SPLIT_DOMAIN, key1 ^ SPLIT_DOMAIN, out);
    return new Rng(out[0], out[1]);
  }

  /** 32 uniform bits. */
  public int nextInt() {
    if (used == 4) {
      Philox.block((int) counter, (int) (counter >>> 32), 0, 0, key0, key1, block);
      counter++;
      used = 0;
    }
    return block[used++];
  }

  /** 64 uniform bits: two words, the first one low. */
  public long nextLong() {
    long low = nextInt() & 0xffffffffL;
    return low | (long) nextInt() << 32;
  }

  /**
   * A uniform integer in {@code 0..bound-1}, without bias (Lemire's multiplication with rejection).
   *
   * @throws IllegalArgumentException if {@code bound < 1}
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound " + bound + "; allowed: >= 1");
    }
    long product = (nextInt() & 0xffffffffL) * bound;
    if ((product & 0xffffffffL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xffffffffL) < threshold) {
        product = (nextInt() & 0xffffffffL) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1) with 24 bits: the upper bits of one word times 2^-24. */
  public float nextFloat() {
    return Philox.uniform(nextInt());
  }

  /** Uniform in [0, 1) with 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Standard normal by Box and Muller with {@link StrictMath}: sqrt(-2 ln(1 - u1)) cos(2 pi u2), two doubles a call, nothing kept for the next one.
   */
  public double nextGaussian() {
    double u1 = nextDouble();
    double u2 = nextDouble();
    return StrictMath.sqrt(-2 * StrictMath.log(1 - u1)) * StrictMath.cos(2 * Math.PI * u2);
  }

  /** A uniformly random order of {@code 0..n-1} (Fisher and Yates, from the end). */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("permutation of " + n + " elements; allowed: >= 0");
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    return order;
  }

  /**
   * A tensor of independent uniform values in [low, high), row-major order of draws: {@code low + (high - low) * nextFloat()} in double, rounded
   * once; what would be rounded up to high is the float below it.
   */
  public Tensor uniform(float low, float high, int... shape) {
    if (!(low <= high) || !Float.isFinite(high - low)) {
      throw new IllegalArgumentException("uniform(" + low + ", " + high + "); allowed: finite, low <= high");
    }
    float highest = low < high ? Math.nextDown(high) : high;
    double width = (double) high - low;
    return fill(Shape.of(shape), (y, from, to) -> {
      for (int i = from; i < to; i++) {
        y[i] = Math.min(highest, (float) (low + width * y[i]));
      }
    });
  }

  /**
   * A tensor of ones with this probability and zeros, independent, row-major order of draws: 1 where {@link #nextFloat()} is below the probability.
   *
   * @throws IllegalArgumentException outside 0..1
   */
  public Tensor bernoulli(double probability, int... shape) {
    requireProbability("bernoulli", probability);
    return below((float) probability, 1, shape);
  }

  /**
   * A mask for dropout: 0 with probability p, else 1 / (1 - p), by which the expectation of a product with it stays. Row-major order of draws: not 0
   * where {@link #nextFloat()} is below 1 - p.
   *
   * @throws IllegalArgumentException outside 0..1
   */
  public Tensor dropout(double p, int... shape) {
    requireProbability("dropout", p);
    return p == 1 ? Tensor.zeros(shape) : below((float) (1 - p), (float) (1 / (1 - p)), shape);
  }

  /** The value where a draw is below the limit: the sign of their difference says so without a branch that nobody could predict. */
  private Tensor below(float limit, float value, int... shape) {
    return fill(Shape.of(shape), (y, from, to) -> {
      for (int i = from; i < to; i++) {
        y[i] = (Float.floatToRawIntBits(y[i] - limit) >>> 31) * value;
      }
    });
  }

  private static void requireProbability(String what, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(what + " probability " + p + "; allowed: 0..1");
    }
  }

  /** What becomes of uniform floats in [0, 1). */
  private interface Finish {
    void apply(float[] y, int from, int to);
  }

  /**
   * A tensor of {@link #nextFloat()}s in row-major order, changed afterwards. What is left of the current block and the last, unfinished block are
   * drawn one by one; whole blocks between them are functions of their number, and made in parallel.
   */
  private Tensor fill(Shape shape, Finish finish) {
    Tensor t = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] y = TensorAccess.values(t);
    int n = shape.size();
    int begin = Math.min(n, Philox.WORDS - used);
    for (int i = 0; i < begin; i++) {
      y[i] = nextFloat();
    }
    int blocks = (n - begin) / Philox.WORDS;
    long first = counter;
    int end = begin + blocks * Philox.WORDS;
    Philox kernel = Philox.kernel();
    int chunks = Math.ceilDiv(end - begin, CHUNK);
    WorkerPool.run(chunks, n, (chunk, scratch) -> {
      int from = begin + chunk * CHUNK;
      int to = Math.min(end, from + CHUNK);
      kernel.fill(first + chunk * (long) (CHUNK / Philox.WORDS), key0, key1, y, from, (to - from) / Philox.WORDS);
      finish.apply(y, from, to);
    });
    counter += blocks;
    for (int i = end; i < n; i++) {
      y[i] = nextFloat();
    }
    finish.apply(y, 0, begin);
    finish.apply(y, end, n);
    return t;
  }

  /**
   * A tensor of independent normal values by Box and Muller in float, the fast way: {@code fma(std, z, mean)}, four z from each block of the stream
   * in row-major order, none above 6.66 (see {@code Normals}). It begins with the next block and ends with a whole one: what is left of a block that
   * was begun, here or before, is dropped. {@link #gaussians} has the resolution of doubles.
   *
   * @throws IllegalArgumentException if the mean is not finite, or std is negative or not finite
   */
  public Tensor normal(float mean, float std, int... shape) {
    requireMoments("normal", mean, std);
    Tensor t = TensorAccess.create(Shape.of(shape), Layout.ROW_MAJOR);
    float[] y = TensorAccess.values(t);
    int n = t.size();
    long first = counter;
    Normals kernel = Normals.kernel();
    WorkerPool.run(Math.ceilDiv(n, CHUNK), 2L * n, (chunk, scratch) -> {
      int from = chunk * CHUNK;
      kernel.fill(first + from / Philox.WORDS, key0, key1, mean, std, y, from, Math.min(n - from, CHUNK));
    });
    counter += Math.ceilDiv(n, Philox.WORDS);
    used = Philox.WORDS;
    return t;
  }

  /**
   * A tensor of independent normal values, row-major order of draws: {@code mean + std * nextGaussian()} in double, rounded once. The initial values
   * of layers are made this way.
   *
   * @throws IllegalArgumentException if the mean is not finite, or std is negative or not finite
   */
  public Tensor gaussians(float mean, float std, int... shape) {
    requireMoments("gaussians", mean, std);
    Tensor t = TensorAccess.create(Shape.of(shape), Layout.ROW_MAJOR);
    float[] y = TensorAccess.values(t);
    int n = t.size();
    WorkerPool.run(Math.ceilDiv(n, CHUNK), 100L * n, (chunk, scratch) -> {
      int from = chunk * CHUNK;
      Rng own = ahead((long) from * WORDS_OF_A_GAUSSIAN);
      for (int i = from; i < Math.min(n, from + CHUNK); i++) {
        y[i] = (float) (mean + std * own.nextGaussian());
      }
    });
    Rng after = ahead((long) n * WORDS_OF_A_GAUSSIAN);
    counter = after.counter;
    used = after.used;
    System.arraycopy(after.block, 0, block, 0, block.length);
    return t;
  }

  private static void requireMoments(String what, float mean, float std) {
    if (!(std >= 0) || Float.isInfinite(std) || !Float.isFinite(mean)) {
      throw new IllegalArgumentException(what + "(" + mean + ", " + std + "); allowed: finite mean, finite std >= 0");
    }
  }

  /** This stream so many words further on. */
  private Rng ahead(long words) {
    Rng r = new Rng(key0, key1);
    long beyond = words - (Philox.WORDS - used);
    if (beyond < 0) {
      r.counter = counter;
      r.used = used + (int) words;
      System.arraycopy(block, 0, r.block, 0, block.length);
      return r;
    }
    r.counter = counter + beyond / Philox.WORDS;
    for (int i = 0; i < beyond % Philox.WORDS; i++) {
      r.nextInt();
    }
    return r;
  }
}
