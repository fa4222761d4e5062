package lanewise.tensor.kernel;

import jdk.incubator.vector.FloatVector;

/** The operators of arithmetic. */
public final class Arithmetic {
  private Arithmetic() {}

  /** x. */
  public record Identity() implements MapOp {
    @Override
    public float apply(float x) {
      return x;
    }

    @Override
    public Lanes lanes() {
      return new IdentityLanes();
    }
  }

  private record IdentityLanes() implements MapOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x) {
      return x;
    }
  }

  /** x + y. */
  public record Add() implements ZipOp {
    @Override
    public float apply(float x, float y) {
      return x + y;
    }

    @Override
    public Lanes lanes() {
      return new AddLanes();
    }
  }

  private record AddLanes() implements ZipOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x, FloatVector y) {
      return x.add(y);
    }
  }

  /** x - y. */
  public record Subtract() implements ZipOp {
    @Override
    public float apply(float x, float y) {
      return x - y;
    }

    @Override
    public Lanes lanes() {
      return new SubtractLanes();
    }
  }

  private record SubtractLanes() implements ZipOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x, FloatVector y) {
      return x.sub(y);
    }
  }

  /** x * y. */
  public record Multiply() implements ZipOp {
    @Override
    public float apply(float x, float y) {
      return x * y;
    }

    @Override
    public Lanes lanes() {
      return new MultiplyLanes();
    }
  }

  private record MultiplyLanes() implements ZipOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x, FloatVector y) {
      return x.mul(y);
    }
  }
}
