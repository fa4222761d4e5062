package lanewise.golden;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Some operations of the operations file: how to run and check a case of each. A family a file. */
interface OpFamily {
  /** PyTorch's name of each operation, with the check of a case. */
  Map<String, Consumer<OpCase>> operations();

  /** Why a case of these operations is not run; empty where it is. */
  default Optional<String> leftOut(OpCase c) {
    return Optional.empty();
  }

  /** A reason, where the condition holds. */
  static Optional<String> because(boolean condition, String reason) {
    return condition ? Optional.of(reason) : Optional.empty();
  }
}
