package lanewise.tensor.kernel.elementwise;

/** The scalar loops of a {@link ZipOp}. */
record ZipScalar(ZipOp.Function f) implements ZipOp.Kernel {
  @Override
  public void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    for (int i = 0; i < n; i++) {
      z[zo + i] = f.apply(x[xo + i], y[yo + i]);
    }
  }

  @Override
  public void run(float[] x, int xo, float y, float[] z, int zo, int n) {
    for (int i = 0; i < n; i++) {
      z[zo + i] = f.apply(x[xo + i], y);
    }
  }

  @Override
  public void run(float x, float[] y, int yo, float[] z, int zo, int n) {
    for (int i = 0; i < n; i++) {
      z[zo + i] = f.apply(x, y[yo + i]);
    }
  }
}
