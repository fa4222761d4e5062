package lanewise.tensor;

import java.nio.charset.StandardCharsets;

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
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final int SPLIT_DOMAIN = 0x80000000;

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
    philox((int) index, (int) (index >>> 32), (int) hash, (int) (hash >>> 32), key0 ^ SPLIT_DOMAIN, key1 ^ SPLIT_DOMAIN, out);
    return new Rng(out[0], out[1]);
  }

  /** 32 uniform bits. */
  public int nextInt() {
    if (used == 4) {
      philox((int) counter, (int) (counter >>> 32), 0, 0, key0, key1, block);
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
    return (nextInt() >>> 8) * 0x1p-24f;
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
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(highest, (float) (low + ((double) high - low) * nextFloat()));
    }
    return Tensor.of(values, shape);
  }

  /** A tensor of independent normal values, row-major order of draws: {@code mean + std * nextGaussian()} in double, rounded once. */
  public Tensor normal(float mean, float std, int... shape) {
    if (!(std >= 0) || Float.isInfinite(std) || !Float.isFinite(mean)) {
      throw new IllegalArgumentException("normal(" + mean + ", " + std + "); allowed: finite mean, finite std >= 0");
    }
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + std * nextGaussian());
    }
    return Tensor.of(values, shape);
  }

  /** The Philox 4x32-10 bijection; public tests of random number generators have its known answers. */
  static void philox(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (MULTIPLIER_1 & 0xffffffffL) * (c2 & 0xffffffffL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }
}
