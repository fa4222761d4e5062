package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader of golden cases does not know must not pass, not even where a refusal is expected. */
class GoldenReadingTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "{'type': 'Foo'}",
      "{'type': 'StepLR', 'options': {'step_size': 3, 'foo': 1}}",
      "{'type': 'OneCycleLR', 'options': {'max_lr': 1, 'total_steps': 9, 'foo': 1}}",
      "{'type': 'ReduceLROnPlateau', 'options': {'foo': 1}}",
      "{'type': 'LambdaLR', 'options': {'lr_lambda': {'lambda': {'kind': 'foo'}}}}",
      "{'type': 'CyclicLR', 'options': {'base_lr': 0, 'max_lr': 1, 'scale_fn': {'lambda': {'kind': 'foo'}}}}",
      "{'type': 'ChainedScheduler', 'schedulers': [{'type': 'StepLR', 'options': {'step_size': 3, 'foo': 1}}]}",
      "{'type': 'SequentialLR', 'schedulers': [{'type': 'Foo'}], 'options': {'milestones': []}}"})
  void anUnknownSchedulerOptionOrFunctionIsAFailureAndNoRefusal(String scheduler) throws JsonProcessingException {
    JsonNode c = json("{'optimizer': {'type': 'SGD'}, 'groups': [{'lr': 0.1, 'momentum': 0.9}], 'scheduler': " + scheduler + "}");
    assertThrows(IllegalStateException.class, () -> GoldenDriver.of(c, GoldenSchedulers.optimizer(c)));
  }

  @Test
  void anUnknownOptimizerIsAFailure() throws JsonProcessingException {
    JsonNode c = json("{'optimizer': {'type': 'Foo'}, 'groups': [{'lr': 0.1}]}");
    assertThrows(IllegalStateException.class, () -> GoldenSchedulers.optimizer(c));
  }

  @Test
  void aRateThatIsOffByTwoInTheTwelfthDigitIsNotTheExactOne() throws JsonProcessingException {
    JsonNode c = json("{'groups': [{'lr': 0.1, 'momentum': 0.9}], 'steps': 1, 'scheduler': {'type': 'StepLR', 'options': {'step_size': 1}}}");
    GoldenTruth truth = GoldenTruth.of(c).getFirst();
    truth.assertLr(1, 0.1 * 0.1);
    String message = assertThrows(AssertionError.class, () -> truth.assertLr(1, 0.010000000000020)).getMessage();
    assertTrue(message.startsWith("lr of group 0 after step 1 is 0.01000000000002; exact: 0.01"), message);
    assertEquals(2, truth.compared());
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
