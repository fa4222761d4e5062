package lanewise.tensor.kernel.functions;

import java.util.List;
import java.util.stream.Stream;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;

/** Every elementwise operator, for tests that walk over them. */
public final class Operators {
  private static final float INF = Float.POSITIVE_INFINITY;

  private Operators() {}

  public static Stream<MapOp> maps() {
    return Stream.concat(rectifiers(), Stream.of(new Arithmetic.Identity(), new Exp(), new Log(), new Expm1(), new Log1p(), new Tanh(), new Sigmoid(),
        new Erf(), new Gelu(), new Gelu.Approximate(), new Silu(), new Mish(), new Softplus(1, 20), new Softplus(2.5f, 3), new Softplus.LogSigmoid(),
        Elu.elu(1), Elu.elu(0.3f), Elu.selu(), new Trigonometry.Sin(), new Trigonometry.Cos(), new HardActivations.Clamp(-0.5f, 1),
        new HardActivations.Clamp(1, -1), new HardActivations.Clamp(-INF, 0.25f), new HardActivations.Hardsigmoid(), new HardActivations.Hardswish(),
        new Basics.Negate(), new Basics.Abs(), new Basics.Sign(), new Basics.Floor(), new Roots.Sqrt(), new Roots.Rsqrt(), new Roots.Square(),
        new Roots.Reciprocal()));
  }

  private static Stream<MapOp> rectifiers() {
    return Stream.of(new Rectifier.Forward(0.1f, 0, INF), new Rectifier.Forward(0, 0, INF), new Rectifier.Forward(0.1f, 0.4f, INF),
        new Rectifier.Forward(0, 0, 6), new Rectifier.Forward(0.2f, 0.4f, 2.5f), new Rectifier.Forward(0.2f, 0, -1));
  }

  public static Stream<ZipOp> zips() {
    return Stream.of(List.of(new Arithmetic.Add(), new Arithmetic.Subtract(), new Arithmetic.Multiply(), new Arithmetic.Divide(),
            new Arithmetic.AddMultiple(-0.3f), new Basics.Maximum(), new Basics.Minimum(), new Basics.LargerShare(), new Basics.SmallerShare(),
            new Basics.Share(), new Basics.AbsBackward(), new Atan2(), new Atan2.Slope(), new Pow(), new Pow.Slope(), new Pow.ExponentSlope()),
        List.of(new Rectifier.Backward(0.1f, 0, INF), new Rectifier.Backward(0, 0, INF), new Rectifier.Backward(0.1f, 0.4f, INF),
            new Rectifier.Backward(0, 0, 1), new Rectifier.Backward(0.2f, 0.4f, 0.5f), new Rectifier.OfSum(0.1f, 0.4f), new Rectifier.OfSum(0, 0),
            new Rectifier.OfResult(0.1f, 0.4f), new Rectifier.OfResult(0, 0), new HardActivations.ClampBackward(-0.5f, 1),
            new HardActivations.HardtanhBackward(-0.5f, 1), new HardActivations.HardsigmoidBackward(), new HardActivations.HardswishBackward()),
        List.of(new Logarithms.Expm1Backward(), new Logarithms.LogBackward(), new Logarithms.Log1pBackward(), new Roots.SqrtBackward(),
            new Roots.SquareBackward(), new Roots.ReciprocalBackward(), new Roots.RsqrtBackward(), new Trigonometry.SinBackward(),
            new Trigonometry.CosBackward(), new Tanh.Backward(), new Sigmoid.Backward(), new Erf.Backward()),
        List.of(new Elu.Backward(1, 0.3f), Elu.seluBackward(), new Gelu.Backward(), new Gelu.ApproximateBackward(), new Silu.Backward(),
            new Mish.Backward(), new Softplus.Backward(1, 20), new Softplus.Backward(2.5f, 3), new Softplus.LogSigmoidBackward()),
        List.of(new Distances.Squared(), new Distances.SquaredSlope(), new Distances.Absolute(), new Distances.AbsoluteSlope(),
            new Distances.SmoothL1(0.5f), new Distances.SmoothL1(0), new Distances.SmoothL1Slope(0.5f), new Distances.SmoothL1Slope(0),
            new Distances.Huber(0.5f), new Distances.HuberSlope(0.5f), new Divergence(), new Divergence.Slope(), new Divergence.OfLogarithm(),
            new Divergence.OfLogarithmSlope(), new BinaryCrossEntropy(), new BinaryCrossEntropy.Slope(), new BinaryCrossEntropy.Negative(),
            new BinaryCrossEntropy.NegativeSlope(), new BinaryCrossEntropy.Positive(), new BinaryCrossEntropy.PositiveSlope(), new Pow.OfAbsolute(),
            new Pow.Signed()))
        .flatMap(List::stream).map(ZipOp.class::cast);
  }
}
