package lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class WeightsDigestTest {
  @Test
  void nothingIsTheDigestOfNoBytes() {
    assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", WeightsDigest.of(Map.of()));
  }

  /** Python: hashlib.sha256(struct.pack("<4fq", 1, -2.5, -0.0, 1e-40, 0x0102030405060708)).hexdigest(). */
  @Test
  void floatsAndIntegersAreLittleEndianInOrder() {
    Tensor weight = Tensor.of(new float[] {1, -2.5f, -0f, 1e-40f}, 2, 2);
    LongTensor counter = LongTensor.scalar(0x0102030405060708L);
    assertEquals("31963d36c2ed372ce8cac52311c1eb6560914328c4122911833b46f5a7c3dfc3", WeightsDigest.of(state("weight", weight, "counter", counter)));
  }

  /** Python: hashlib.sha256(bytes.fromhex("0000c07f" * 2)).hexdigest(). */
  @Test
  void everyNanCountsAsTheSame() {
    float other = Float.intBitsToFloat(0xffc12345);
    Tensor weight = Tensor.of(new float[] {other, Float.NaN}, 2);
    assertEquals("f11eb073fe28d18bec7a158f1bf03036144c1bc49d82faab3ad757b742618460", WeightsDigest.of(Map.of("weight", weight)));
  }

  @Test
  void theSignOfAZeroCounts() {
    assertNotEquals(WeightsDigest.of(Map.of("weight", Tensor.scalar(0f))), WeightsDigest.of(Map.of("weight", Tensor.scalar(-0f))));
  }

  @Test
  void orderCountsAndNamesDoNot() {
    Tensor one = Tensor.scalar(1);
    Tensor two = Tensor.scalar(2);
    assertEquals(WeightsDigest.of(state("a", one, "b", two)), WeightsDigest.of(state("b", one, "a", two)));
    assertNotEquals(WeightsDigest.of(state("a", one, "b", two)), WeightsDigest.of(state("a", two, "b", one)));
  }

  private static SequencedMap<String, AnyTensor> state(String firstName, AnyTensor first, String secondName, AnyTensor second) {
    SequencedMap<String, AnyTensor> state = new LinkedHashMap<>();
    state.put(firstName, first);
    state.put(secondName, second);
    return state;
  }
}
