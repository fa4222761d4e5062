package lanewise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands in this process and keeps what they print. Their cache folder is one that nobody fills, so the machine's own data sets do not matter.
 */
final class Terminal {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> variables = new HashMap<>();
  private boolean interactive;

  Terminal(Path emptyFolder) {
    variables.put("XDG_CACHE_HOME", emptyFolder.toAbsolutePath().toString());
  }

  Terminal variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Terminal interactive() {
    interactive = true;
    return this;
  }

  /** The exit status. */
  int run(Object... arguments) {
    Environment environment = new Environment(new PrintWriter(out), new PrintWriter(err), interactive, variables);
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return Main.run(environment, texts);
  }

  String out() {
    return out.toString();
  }

  List<String> errLines() {
    return err.toString().lines().toList();
  }
}
