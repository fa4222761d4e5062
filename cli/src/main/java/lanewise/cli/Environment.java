package lanewise.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command sees of the process around it.
 *
 * @param out results
 * @param err complaints
 * @param terminal whether {@code out} is a terminal, on which a line can be drawn again
 * @param variables environment variables
 */
record Environment(PrintWriter out, PrintWriter err, boolean terminal, Map<String, String> variables) {
  /** The one of this process. */
  static Environment ofProcess() {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new Environment(new PrintWriter(System.out, true), new PrintWriter(System.err, true), terminal, System.getenv());
  }
}
