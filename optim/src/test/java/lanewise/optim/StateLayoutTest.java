package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

class StateLayoutTest {
  /** An entry of every kind; matrices have one more than other parameters. */
  static StateLayout everything() {
    return StateLayout.NONE.count("step").number("eta").tensor("exp_avg").optionalTensor("max_exp_avg")
        .tensor("row_var", s -> s.rank() == 2 ? Optional.of(Shape.of(s.toArray()[0])) : Optional.empty())
        .optionalNumber("mu").optionalTensor("d", Shape.of(5)).list("old_dirs", Shape.of(5));
  }

  @Test
  void entriesAreKeptInTheirOrderWithTheirKindAndWhetherTheyHaveToBeThere() {
    assertEquals(List.of("step COUNT true", "eta NUMBER true", "exp_avg TENSOR true", "max_exp_avg TENSOR false", "row_var TENSOR true",
        "mu NUMBER false", "d TENSOR false", "old_dirs LIST false"),
        everything().entries().stream().map(e -> e.name() + " " + e.kind() + " " + e.required()).toList());
  }

  @Test
  void tensorsHaveTheParametersShapeUnlessOneOfTheirOwnIsGiven() {
    Shape matrix = Shape.of(2, 3);
    assertEquals(List.of(matrix, matrix, matrix, matrix, Shape.of(2), matrix, Shape.of(5), Shape.of(5)),
        everything().entries().stream().map(e -> e.shape().apply(matrix).orElseThrow()).toList());
    assertEquals(Optional.empty(), everything().entries().get(4).shape().apply(Shape.of(4)));
  }

  @Test
  void addingAnEntryLeavesTheLayoutItWasAddedToAsItWas() {
    StateLayout one = StateLayout.NONE.count("step");
    one.tensor("exp_avg");
    assertEquals(1, one.entries().size());
    assertTrue(StateLayout.NONE.entries().isEmpty());
  }

  @Test
  void theEntryAddedLastIsNeverNegativeAndTheLayoutBeforeStaysAsItWas() {
    StateLayout before = StateLayout.NONE.count("step").tensor("exp_avg").optionalTensor("exp_avg_sq");
    StateLayout layout = before.notNegative().optionalNumber("mu");
    assertEquals(List.of("step false", "exp_avg false", "exp_avg_sq true", "mu false"),
        layout.entries().stream().map(e -> e.name() + " " + e.notNegative()).toList());
    assertEquals(List.of("TENSOR false", "NUMBER false"),
        layout.entries().stream().skip(2).map(e -> e.kind() + " " + e.required()).toList());
    assertTrue(before.entries().stream().noneMatch(StateLayout.Entry::notNegative));
    assertThrows(IllegalStateException.class, StateLayout.NONE::notNegative);
  }

  @Test
  void needsStayWhenEntriesAndConditionsFollow() {
    StateLayout layout = StateLayout.NONE.needing(s -> s.names().contains("eta") ? List.of("mu") : List.of()).number("eta").notNegative()
        .agreeing(_ -> Optional.empty());
    assertEquals(List.of("mu"), layout.needs(ParamState.EMPTY.with("eta", 1)));
    assertEquals(List.of(), layout.needs(ParamState.EMPTY));
    assertEquals(List.of(), StateLayout.NONE.needs(ParamState.EMPTY.with("eta", 1)));
  }

  @Test
  void aConditionOnSeveralEntriesStaysWhenEntriesFollow() {
    StateLayout layout = StateLayout.NONE.number("eta").agreeing(s -> s.number("eta").isPresent() ? Optional.of("eta is there") : Optional.empty())
        .number("mu");
    assertEquals(Optional.of("eta is there"), layout.fault(ParamState.EMPTY.with("eta", 1)));
    assertEquals(Optional.empty(), layout.fault(ParamState.EMPTY.with("mu", 1)));
    assertEquals(List.of("eta", "mu"), layout.entries().stream().map(StateLayout.Entry::name).toList());
    assertEquals(Optional.empty(), StateLayout.NONE.fault(ParamState.EMPTY.with("eta", 1)));
  }
}
