package lanewise.tensor.io;

import static lanewise.tensor.io.SafeTensorsFiles.bytes;
import static lanewise.tensor.io.SafeTensorsFiles.read;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that break one rule each; the file is otherwise right, with eight bytes of data. */
class SafeTensorsHeaderTest {
  private static final String RIGHT = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
      "'F32' | 'F128' | tensor `a`: dtype `F128` is no type of the format; read: BOOL",
      "'F32' | 'f32' | tensor `a`: dtype `f32` is no type of the format",
      "'F32' | 32 | tensor `a`: dtype is the number 32; wanted: a string",
      "'dtype' | 'type' | tensor `a`: dtype is missing",
      "'shape' | 'shap' | tensor `a`: shape is missing",
      "'data_offsets' | 'offsets' | tensor `a`: data_offsets is missing",
      "[2] | 2 | tensor `a`: shape is the number 2; wanted: an array",
      "[2] | [-2] | tensor `a`: shape has the number -2 at 0; allowed: integers 0..",
      "[2] | [2,-0] | tensor `a`: shape has the number -0.0 at 1",
      "[2] | [2.0] | tensor `a`: shape has the number 2.0 at 0",
      "[2] | ['2'] | tensor `a`: shape has the string `2` at 0",
      "[2] | [null] | tensor `a`: shape has null at 0",
      "[2] | [3] | tensor `a`: shape [3] of F32 takes 3 x 4 bytes, the offsets give 8",
      "[2] | [] | tensor `a`: shape [] of F32 takes 1 x 4 bytes",
      "[2] | [4294967296,4294967296] | tensor `a`: the size of shape [4294967296, 4294967296] exceeds 64 bits",
      "[2] | [3037000500,3037000500] | tensor `a`: the size of shape [3037000500, 3037000500] exceeds 64 bits",
      "[2] | [4611686018427387906] | tensor `a`: shape [4611686018427387906] of F32 takes 4611686018427387906 x 4 bytes",
      "[2] | [9223372036854775808] | tensor `a`: shape has the number 9.223372036854776E18 at 0",
      "[0,8] | [0,4] | tensor `a`: shape [2] of F32 takes 2 x 4 bytes, the offsets give 4",
      "[0,8] | [8,0] | tensor `a`: data_offsets are [8, 0]; wanted: [begin, end] with begin <= end",
      "[0,8] | [8] | tensor `a`: data_offsets are [8]; wanted",
      "[0,8] | [0,8,8] | tensor `a`: data_offsets are [0, 8, 8]; wanted",
      "[0,8] | [-8,0] | tensor `a`: data_offsets has the number -8 at 0",
      "[0,8] | {} | tensor `a`: data_offsets is an object; wanted: an array",
      "[0,8] | [1,9] | tensor `a`: its data begin at 1, those before it end at 0",
      "[0,8]}} | [0,8]}} x | the header is not JSON: the end of the text is expected and not 'x' (line 1, column 56)",
      "[0,8]}} | [0,8]} | the header is not JSON: the text ends where ',' or '}' is expected",
      "'a':{ | 'a':1,'b':{ | tensor `a`: an object is expected and not the number 1",
      "'a':{ | 'a':{},'b':{ | tensor `a`: dtype is missing",
      "'a':{ | '__metadata__':1,'a':{ | __metadata__ is the number 1; wanted: an object",
      "'a':{ | '__metadata__':{'k':1},'a':{ | __metadata__ has the number 1 for `k`; allowed: strings",
      "'a':{ | '__metadata__':{'k':null},'a':{ | __metadata__ has null for `k`; allowed: strings",
      "'a':{ | 'a\\n':{ }, 'b':{ | tensor `a\\n`: dtype is missing"})
  void aBrokenRule_isNamed(String part, String replacement, String problem) {
    assertTrue(RIGHT.contains(part), part);
    refused(RIGHT.replace(part, replacement), problem);
  }

  @Test
  void tensorsThatOverlapOrLeaveAHole_areRefused() {
    String two = "{'b':{'dtype':'U8','shape':[4],'data_offsets':[%s]},'a':{'dtype':'U8','shape':[4],'data_offsets':[%s]}}";
    assertDoesNotThrow(() -> read(file(two.formatted("0,4", "4,8"))));
    assertDoesNotThrow(() -> read(file(two.formatted("4,8", "0,4"))));
    refused(two.formatted("4,8", "4,8"), "tensor `b`: its data begin at 4, those before it end at 0");
    refused(two.formatted("0,4", "3,7"), "tensor `a`: its data begin at 3, those before it end at 4");
    refused(two.formatted("0,4", "0,4"), "tensor `a`: its data begin at 0, those before it end at 4");
    refused(two.formatted("5,9", "0,4"), "tensor `b`: its data begin at 5, those before it end at 4");
  }

  @Test
  void dataLongerOrShorterThanTheTensors_areRefused() {
    refused(bytes(RIGHT.replace('\'', '"'), new byte[9]), "the tensors take 8 bytes, the file holds 9 after its header");
    refused(bytes(RIGHT.replace('\'', '"'), new byte[7]), "the tensors take 8 bytes, the file holds 7 after its header");
    refused(bytes("{}", new byte[1]), "the tensors take 0 bytes, the file holds 1 after its header");
  }

  @Test
  void aHeaderThatIsNoObject_isRefused() {
    refused(bytes(""), "the header does not begin with '{'");
    refused(bytes("[]"), "the header does not begin with '{'");
    refused(bytes(" {}"), "the header does not begin with '{'");
    refused(bytes("{}\u0000"), "the end of the text is expected and not U+0000");
  }

  @Test
  void membersThatTheFormatDoesNotKnow_areIgnored() throws IOException {
    assertEquals(1, read(file(RIGHT.replace("'shape'", "'more':[{}],'shape'"))).names().size());
  }

  @Test
  void emptyTensors_mayStandAnywhereBetweenTheOthers() throws IOException {
    String empty = "{'x':{'dtype':'F64','shape':[0,4294],'data_offsets':[%1$d,%1$d]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";
    assertEquals(2, read(file(empty.formatted(0))).names().size());
    assertEquals(2, read(file(empty.formatted(8))).names().size());
    refused(empty.formatted(4), "tensor `x`: its data begin at 4, those before it end at 8");
    refused(empty.formatted(0).replace("4294", "4294967296"), "tensor `x`: shape [0, 4294967296] is too large for a Java array");
  }

  private static byte[] file(String header) {
    return bytes(header.replace('\'', '"'), new byte[8]);
  }

  private static void refused(String header, String problem) {
    refused(file(header), problem);
  }

  private static void refused(byte[] file, String problem) {
    String message = assertThrows(MalformedFileException.class, () -> read(file)).getMessage();
    assertTrue(message.contains(problem.replace('`', '"')), message);
    assertEquals(1, message.lines().count());
  }
}
