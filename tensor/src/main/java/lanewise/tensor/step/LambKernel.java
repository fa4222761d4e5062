package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;

/** The two passes of {@link LambStep} over a part of one parameter. */
interface LambKernel {
  /** Renews the averages; adds the squares of q and of u to the two rows of lanes, element {@code from} to lane 0. */
  void average(LambStep s, int from, int to, double[] lanes);

  /** Moves the parameter. */
  void move(LambStep s, int from, int to);

  /** The scalar twin for some flags. */
  static LambKernel twin(int flags) {
    return new LambKernel() {
      @Override
      public void average(LambStep s, int from, int to, double[] lanes) {
        LambKernel.average(s, flags, from, to, lanes);
      }

      @Override
      public void move(LambStep s, int from, int to) {
        LambKernel.move(s, flags, from, to);
      }
    };
  }

  /** The scalar twin of the first pass, with element {@code from} in lane 0. */
  static void average(LambStep s, int flags, int from, int to, double[] lanes) {
    for (int i = from; i < to; i++) {
      float g = s.clip * (s.scale * s.g[s.go + i]);
      float m = s.m[s.mo + i];
      m = (flags & LambStep.SUM) != 0 ? Fma.fma(s.weight, m, g) : Fma.fma(s.weight, g - m, (flags & LambStep.FROM_GRADIENT) != 0 ? g : m);
      s.m[s.mo + i] = m;
      float v = s.v[s.vo + i];
      v = Fma.fma(s.keep2, v, Fma.fma(s.rest2, v, s.take2 * g * g));
      s.v[s.vo + i] = v;
      float q = s.shrink * s.p[s.po + i];
      double wideQ = q;
      double wideU = direction(s, flags, q, m, v);
      int lane = (i - from) % Order.DOUBLE_LANES;
      lanes[lane] += wideQ * wideQ;
      lanes[Order.DOUBLE_LANES + lane] += wideU * wideU;
    }
  }

  /** The scalar twin of the second pass. */
  static void move(LambStep s, int flags, int from, int to) {
    for (int i = from; i < to; i++) {
      float q = s.shrink * s.p[s.po + i];
      s.p[s.po + i] = Fma.fma(-s.rate, direction(s, flags, q, s.m[s.mo + i], s.v[s.vo + i]), q);
    }
  }

  private static float direction(LambStep s, int flags, float q, float m, float v) {
    float u = s.gain * m / Fma.fma((float) Math.sqrt(v), s.root, s.eps);
    return (flags & LambStep.DECAY) != 0 ? Fma.fma(s.decay, q, u) : u;
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  final class Lanes implements LambKernel {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, VectorShape.forBitSize(DATA.bits()));
    /** As many floats as there are doubles in a vector: taking the upper half of a wider one makes garbage. */
    private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits() / 2));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void average(LambStep s, int from, int to, double[] lanes) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] ms = s.m;
      float[] vs = s.v;
      int po = s.po;
      int go = s.go;
      int mo = s.mo;
      int vo = s.vo;
      FloatVector scale = FloatVector.broadcast(HALF, s.scale);
      FloatVector clip = FloatVector.broadcast(HALF, s.clip);
      FloatVector weight = FloatVector.broadcast(HALF, s.weight);
      FloatVector keep2 = FloatVector.broadcast(HALF, s.keep2);
      FloatVector rest2 = FloatVector.broadcast(HALF, s.rest2);
      FloatVector take2 = FloatVector.broadcast(HALF, s.take2);
      FloatVector shrink = FloatVector.broadcast(HALF, s.shrink);
      FloatVector decay = FloatVector.broadcast(HALF, s.decay);
      FloatVector gain = FloatVector.broadcast(HALF, s.gain);
      FloatVector root = FloatVector.broadcast(HALF, s.root);
      FloatVector eps = FloatVector.broadcast(HALF, s.eps);
      int base = from;
      for (; base + Order.DOUBLE_LANES <= to; base += Order.DOUBLE_LANES) {
        for (int l = 0; l < Order.DOUBLE_LANES; l += HALF.length()) {
          int i = base + l;
          FloatVector g = clip.mul(scale.mul(FloatVector.fromArray(HALF, gs, go + i)));
          FloatVector m = FloatVector.fromArray(HALF, ms, mo + i);
          m = (FLAGS & LambStep.SUM) != 0 ? weight.fma(m, g) : weight.fma(g.sub(m), (FLAGS & LambStep.FROM_GRADIENT) != 0 ? g : m);
          m.intoArray(ms, mo + i);
          FloatVector v = FloatVector.fromArray(HALF, vs, vo + i);
          v = keep2.fma(v, rest2.fma(v, take2.mul(g).mul(g)));
          v.intoArray(vs, vo + i);
          FloatVector q = shrink.mul(FloatVector.fromArray(HALF, ps, po + i));
          FloatVector u = gain.mul(m).div(v.sqrt().fma(root, eps));
          u = (FLAGS & LambStep.DECAY) != 0 ? decay.fma(q, u) : u;
          DoubleVector wideQ = (DoubleVector) q.convertShape(VectorOperators.F2D, D, 0);
          wideQ.mul(wideQ).add(DoubleVector.fromArray(D, lanes, l)).intoArray(lanes, l);
          DoubleVector wideU = (DoubleVector) u.convertShape(VectorOperators.F2D, D, 0);
          wideU.mul(wideU).add(DoubleVector.fromArray(D, lanes, Order.DOUBLE_LANES + l)).intoArray(lanes, Order.DOUBLE_LANES + l);
        }
      }
      LambKernel.average(s, FLAGS, base, to, lanes);
    }

    @Override
    public void move(LambStep s, int from, int to) {
      float[] ps = s.p;
      float[] ms = s.m;
      float[] vs = s.v;
      int po = s.po;
      int mo = s.mo;
      int vo = s.vo;
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector gain = FloatVector.broadcast(S, s.gain);
      FloatVector root = FloatVector.broadcast(S, s.root);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector q = shrink.mul(FloatVector.fromArray(S, ps, po + i));
        FloatVector u = gain.mul(FloatVector.fromArray(S, ms, mo + i)).div(FloatVector.fromArray(S, vs, vo + i).sqrt().fma(root, eps));
        u = (FLAGS & LambStep.DECAY) != 0 ? decay.fma(q, u) : u;
        rate.fma(u, q).intoArray(ps, po + i);
      }
      LambKernel.move(s, FLAGS, i, to);
    }
  }
}
