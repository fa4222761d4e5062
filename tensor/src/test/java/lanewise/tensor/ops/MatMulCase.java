package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Values;

/**
 * A product with everything that can go with it, its operands between neighbours full of NaN in larger arrays, and what it must give: a naive loop in
 * the documented order.
 */
record MatMulCase(int batch, int m, int n, int k, boolean transposeA, boolean transposeB, boolean oneA, boolean oneB, float alpha, float beta,
    boolean apartD, boolean bias, boolean relu, long seed) {
  private static final int GUARD = 37;

  static MatMulCase random(Random random, int largest) {
    int batch = random.nextInt(3) == 0 ? random.nextInt(5) : 1;
    int k = random.nextInt(12) == 0 ? 200 + random.nextInt(400) : size(random, largest);
    float alpha = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 1;
    float beta = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 0;
    return new MatMulCase(batch, size(random, largest), size(random, largest), k, random.nextBoolean(), random.nextBoolean(),
        random.nextInt(4) == 0, random.nextInt(4) == 0, alpha, beta, random.nextBoolean(), random.nextInt(3) == 0, random.nextInt(4) == 0,
        random.nextLong());
  }

  /** A product and nothing else. */
  static MatMulCase plain(int m, int n, int k, boolean transposeA, boolean transposeB, long seed) {
    return new MatMulCase(1, m, n, k, transposeA, transposeB, false, false, 1, 0, false, false, false, seed);
  }

  /** The same product with a factor, a summand, a bias and the rectifier. */
  MatMulCase withEpilogue() {
    return new MatMulCase(batch, m, n, k, transposeA, transposeB, oneA, oneB, -0.75f, 1.5f, (seed & 1) == 0, true, (seed & 2) == 0, seed);
  }

  private static int size(Random random, int largest) {
    return random.nextInt(3) == 0 ? random.nextInt(6) : random.nextInt(largest + 1);
  }

  /** Operands and result, each a part of a larger array. */
  record Data(Tensor a, Tensor b, Tensor c, Tensor d, Tensor bias, Tensor[] whole) {}

  Data data() {
    Random random = new Random(seed);
    Tensor[] whole = new Tensor[5];
    int as = batch == 1 || oneA && !oneB ? 1 : batch;
    int bs = batch == 1 || oneB && !oneA ? 1 : batch;
    Tensor a = guarded(random, whole, 0, as, transposeA ? k : m, transposeA ? m : k);
    Tensor b = guarded(random, whole, 1, bs, transposeB ? n : k, transposeB ? k : n);
    Tensor c = guarded(random, whole, 2, batch, m, n);
    Tensor d = guarded(random, whole, 3, batch, m, n);
    Tensor biases = guarded(random, whole, 4, 1, 1, n).reshape(n);
    return new Data(a, b, c, d, biases, whole);
  }

  private Tensor guarded(Random random, Tensor[] whole, int number, int matrices, int rows, int columns) {
    int size = matrices * rows * columns;
    float[] values = new float[size + 2 * GUARD];
    Arrays.fill(values, Float.NaN);
    System.arraycopy(Values.normal(random, size), 0, values, GUARD, size);
    whole[number] = Tensor.of(values, values.length);
    Tensor inner = whole[number].slice(GUARD, GUARD + size);
    return batch == 1 ? inner.reshape(rows, columns) : inner.reshape(matrices, rows, columns);
  }

  Epilogue epilogue(Data data) {
    Epilogue e = Epilogue.none().alpha(alpha);
    if (beta != 0) {
      e = apartD ? e.plus(beta, data.d) : e.beta(beta);
    }
    e = bias ? e.bias(data.bias) : e;
    return relu ? e.relu() : e;
  }

  /** C as a whole, its neighbours included, after the product. */
  float[] run() {
    return run(data());
  }

  /** The same with operands made before. */
  float[] run(Data data) {
    if (batch == 1) {
      MatMul.multiplyInto(data.c, data.a, transposeA, data.b, transposeB, epilogue(data));
    } else {
      MatMul.batchedInto(data.c, data.a, transposeA, data.b, transposeB, epilogue(data));
    }
    return data.whole[2].toArray();
  }

  /** The same by a naive loop: the sums of blocks of 256 in k, then what follows. */
  float[] expected() {
    return expected(data());
  }

  /** The same with operands made before, none of them changed yet. */
  float[] expected(Data data) {
    float[] a = data.a.toArray();
    float[] b = data.b.toArray();
    float[] old = (apartD ? data.d : data.c).toArray();
    float[] c = data.whole[2].toArray();
    float[] biases = data.bias.toArray();
    for (int i = 0; i < batch; i++) {
      int a0 = data.a.size() == m * k ? 0 : i * m * k;
      int b0 = data.b.size() == k * n ? 0 : i * k * n;
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          int at = (i * m + row) * n + column;
          float sum = 0;
          for (int block = 0; block < k; block += 256) {
            float chain = 0;
            for (int j = block; j < Math.min(k, block + 256); j++) {
              chain = Math.fma(a[a0 + (transposeA ? j * m + row : row * k + j)], b[b0 + (transposeB ? column * k + j : j * n + column)], chain);
            }
            sum = block == 0 ? chain : sum + chain;
          }
          float value = beta == 0 ? alpha * sum : Math.fma(alpha, sum, beta * old[at]);
          value = bias ? value + biases[column] : value;
          c[GUARD + at] = relu ? value < 0 ? 0 : value : value;
        }
      }
    }
    return c;
  }
}
