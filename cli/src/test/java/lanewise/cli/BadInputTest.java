package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever cannot be used: status 2, one line that names it and what is allowed, and no file. */
class BadInputTest {
  @TempDir private Path folder;

  private String complaint(Terminal terminal, Object... arguments) throws IOException {
    Path json = folder.resolve("run.json");
    List<Object> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.isEmpty() && all.getFirst().equals("train") && !all.contains("--json")) {
      all.addAll(1, List.of("--json", json));
    }
    assertEquals(2, terminal.run(all.toArray()));
    assertEquals(1, terminal.errLines().size(), () -> terminal.errLines().toString());
    assertEquals("", terminal.out());
    assertFalse(Files.exists(json), "something was written");
    return terminal.errLines().getFirst();
  }

  private void assertComplaint(String expected, Object... arguments) throws IOException {
    assertEquals(expected, complaint(new Terminal(folder), arguments));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "--epochs     | -1          | a whole number >= 1",
    "--epochs     | 0           | a whole number >= 1",
    "--epochs     | many        | a whole number >= 1",
    "--epochs     | 1.5         | a whole number >= 1",
    "--batch-size | 0           | a whole number >= 1",
    "--batch-size | 2147483648  | a whole number >= 1",
    "--threads    | 0           | a whole number, 1..256",
    "--threads    | 257         | a whole number, 1..256",
    "--lr         | NaN         | a finite number > 0",
    "--lr         | -1          | a finite number > 0",
    "--lr         | 0           | a finite number > 0",
    "--lr         | Infinity    | a finite number > 0",
    "--lr         | fast        | a finite number > 0",
    "--seed       | 1e3         | a whole number of 64 bits",
    "--recipe     | adam        | 1cycle, sgd",
    "--data       | ''          | a path",
    "--json       | ''          | a path",
  })
  void valueOutOfRangeIsNamedWithWhatIsAllowed(String option, String value, String allowed) throws IOException {
    String expected = "lanewise: Invalid value for option '" + option + "': '" + value + "'; allowed: " + allowed + "; see ./lanewise train --help";
    assertComplaint(expected, "train", option, value);
  }

  @Test
  void unknownOptionIsNamedWithTheKnownOnes() throws IOException {
    String expected = "lanewise: unknown: --fast; allowed: --batch-size, --data, --epochs, --help, --json, --lr, --quiet, --recipe, --seed, "
        + "--threads, -h; see ./lanewise train --help";
    assertComplaint(expected, "train", "--fast");
  }

  @Test
  void unknownCommandIsNamedWithTheKnownOnes() throws IOException {
    String line = complaint(new Terminal(folder), "trian");
    assertTrue(line.matches("lanewise: unknown: trian; allowed: --help, --version, -V, -h, .*\\btrain\\b.*; see ./lanewise --help"), line);
  }

  @Test
  void commandIsNeeded() throws IOException {
    String line = complaint(new Terminal(folder));
    assertTrue(line.matches("lanewise: a command is missing; allowed: .*\\btrain\\b.*; see ./lanewise --help"), line);
  }

  @Test
  void optionWithoutItsValueIsNamed() throws IOException {
    assertTrue(complaint(new Terminal(folder), "train", "--epochs").contains("'--epochs'"));
    assertTrue(complaint(new Terminal(folder), "train", "--json", "--quiet").contains("'--json'"));
  }

  @Test
  void optionGivenTwiceIsNamed() throws IOException {
    assertTrue(complaint(new Terminal(folder), "train", "--seed", 1, "--seed", 2).contains("'--seed'"));
  }

  @Test
  void missingFolderOfTheOptionIsNamed() throws IOException {
    Path missing = folder.resolve("nowhere");
    String line = complaint(new Terminal(folder), "train", "--data", missing);
    assertTrue(line.startsWith("lanewise: " + missing + ": no such folder; wanted a folder with train-images-idx3-ubyte"), line);
  }

  @Test
  void missingFolderOfTheVariableIsNamedWithTheVariable() throws IOException {
    Path missing = folder.resolve("nowhere");
    String line = complaint(new Terminal(folder).variable("LANEWISE_DATA", missing.toString()), "train");
    assertTrue(line.contains(missing.toString()) && line.contains("LANEWISE_DATA"), line);
  }

  @Test
  void folderWithoutTheFilesIsNamed() throws IOException {
    String line = complaint(new Terminal(folder), "train", "--data", folder);
    assertTrue(line.contains(folder.toString()) && line.contains("t10k-labels-idx1-ubyte"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
  void truncatedFileIsNamed(String name) throws IOException {
    Path data = IdxFolder.write(Files.createDirectory(folder.resolve("data")));
    byte[] whole = Files.readAllBytes(data.resolve(name));
    Files.write(data.resolve(name), Arrays.copyOf(whole, whole.length - 1));
    String line = complaint(new Terminal(folder), "train", "--data", data);
    assertTrue(line.startsWith("lanewise: " + data.resolve(name) + ": "), line);
  }

  @Test
  void wrongMagicLabelOutOfRangeAndDifferentCountsAreNamed() throws IOException {
    Path data = IdxFolder.write(Files.createDirectory(folder.resolve("data")));
    Path labels = data.resolve("t10k-labels-idx1-ubyte");
    byte[] good = Files.readAllBytes(labels);

    byte[] magic = good.clone();
    magic[1] = 7;
    Files.write(labels, magic);
    assertTrue(complaint(new Terminal(folder), "train", "--data", data).startsWith("lanewise: " + labels + ": "));

    byte[] label = good.clone();
    label[8 + 5] = 10;
    Files.write(labels, label);
    assertComplaint("lanewise: " + labels + ": label 10 at index 5; allowed: 0..9", "train", "--data", data);

    byte[] fewer = Arrays.copyOf(good, good.length - 1);
    fewer[7]--;
    Files.write(labels, fewer);
    String line = complaint(new Terminal(folder), "train", "--data", data);
    assertTrue(line.contains(labels.toString()) && line.contains("99 labels for the 100 images"), line);
  }

  @Test
  void jsonInAFolderThatDoesNotExistIsNamed() throws IOException {
    Path file = folder.resolve("nowhere/run.json");
    String expected = "lanewise: --json " + file + ": there is no folder " + file.getParent() + "; allowed: a file in a folder that exists";
    assertComplaint(expected, "train", "--json", file);
    assertFalse(Files.exists(file.getParent()));
  }

  @Test
  void jsonBelowAFileIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("run.json");
    assertTrue(complaint(new Terminal(folder), "train", "--json", file).contains(file.toString()));
  }

  @Test
  void jsonThatIsAFolderIsNamed() throws IOException {
    assertComplaint("lanewise: --json " + folder + " is a folder; allowed: a file that can be written", "train", "--json", folder);
  }

  @Test
  void existingJsonFileStaysAsItIsWhenTheDataIsBad() throws IOException {
    Path file = Files.writeString(folder.resolve("older.json"), "older");
    complaint(new Terminal(folder), "train", "--json", file, "--data", folder.resolve("nowhere"));
    assertEquals("older", Files.readString(file));
  }
}
