package lanewise.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.train.LossNotFiniteException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program behind {@code ./lanewise}.
 *
 * <p>Exit status: 0 done; 1 the run failed; 2 an option, a file or a property cannot be used, and nothing was written. A failure is one line on
 * standard error; {@code -Dlanewise.debug.trace=true} adds the stack trace.
 */
@Command(
    name = "./lanewise",
    description = "Deep learning for the JVM in plain Java.",
    versionProvider = Main.Version.class,
    subcommandsRepeatable = false,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private static final int FAILED = 1;
  private static final int BAD_INPUT = 2;
  private static final String TRACE = "lanewise.debug.trace";

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
  private boolean version;

  @Spec private CommandSpec command;

  private Main() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(Environment.ofProcess(), arguments));
  }

  /** Runs a command in an environment and returns the exit status. */
  static int run(Environment environment, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new TrainCommand(environment));
    line.addSubcommand(new SchedulesCommand(environment));
    line.addSubcommand(new DoctorCommand(environment));
    line.setOut(environment.out());
    line.setErr(environment.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setExpandAtFiles(false);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((e, _) -> refuse(environment, e));
    line.setExecutionExceptionHandler((e, _, _) -> fail(environment, e));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      return complain(environment, e, "not enough memory (" + Failures.message(e) + "); try a smaller --batch-size", FAILED);
    } finally {
      environment.out().flush();
    }
  }

  @Override
  public void run() {
    throw new BadInput("a command is missing; allowed: " + String.join(", ", command.subcommands().keySet()) + "; see ./lanewise --help");
  }

  private static int refuse(Environment environment, ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String problem = Failures.message(e);
    if (e instanceof UnmatchedArgumentException unmatched) {
      Set<String> allowed = new TreeSet<>(command.subcommands().keySet());
      allowed.addAll(command.optionsMap().keySet());
      problem = "unknown: " + String.join(" ", unmatched.getUnmatched()) + "; allowed: " + String.join(", ", allowed);
    }
    return complain(environment, e, problem + "; see " + command.qualifiedName() + " --help", BAD_INPUT);
  }

  private static int fail(Environment environment, Exception e) {
    return switch (e) {
      case BadInput _ -> complain(environment, e, Failures.message(e), BAD_INPUT);
      case LossNotFiniteException _ -> complain(environment, e, Failures.message(e), FAILED);
      default -> complain(environment, e, e.getClass().getSimpleName() + ": " + Failures.message(e), FAILED);
    };
  }

  private static int complain(Environment environment, Throwable failure, String message, int status) {
    environment.out().flush();
    environment.err().println("lanewise: " + message);
    if (Boolean.getBoolean(TRACE)) {
      failure.printStackTrace(environment.err());
    }
    environment.err().flush();
    return status;
  }

  /** The version that the build gave the module. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Optional<ModuleDescriptor> module = Optional.ofNullable(Main.class.getModule().getDescriptor());
      String version = module.flatMap(ModuleDescriptor::rawVersion).orElse("(built without a version)");
      return new String[] {"lanewise " + version, "Java " + Runtime.version()};
    }
  }
}
