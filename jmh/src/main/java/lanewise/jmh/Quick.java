package lanewise.jmh;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Every benchmark once and shortly, all of them in less than five minutes: one fork, the first value of each parameter, and what each reaches with
 * its kernels compiled. Figures for a table need the classes' own settings.
 *
 * <pre>java -cp jmh/target/benchmarks.jar lanewise.jmh.Quick [REGEX]</pre>
 */
public final class Quick {
  private static final double SECONDS = 240;
  /** Start, set-up and end of a fork. */
  private static final double FORK_SECONDS = 1.5;
  private static final int WARMUPS = 3;
  private static final int MEASUREMENTS = 3;
  private static final long LEAST_MILLIS = 50;
  private static final long MOST_MILLIS = 700;
  private static final List<String> RATES = List.of("GFLOPs", "GBs", "share");

  private Quick() {}

  /** Runs the benchmarks whose names match and prints a line for each: time or rate, its secondary results, bytes allocated a
   * call, parameters. The exit status is 1 where one has failed. */
  public static void main(String[] args) throws RunnerException {
    OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    Set<BenchmarkListEntry> found = BenchmarkList.defaultList().find(silent, List.of(args.length == 0 ? ".*" : args[0]), List.of());
    Map<String, BenchmarkListEntry> entries = new TreeMap<>();
    found.forEach(entry -> entries.put(entry.getUsername(), entry));
    double share = SECONDS / Math.max(1, entries.size()) - FORK_SECONDS;
    TimeValue time = TimeValue.milliseconds(Math.clamp((long) (share * 1000 / (WARMUPS + MEASUREMENTS)), LEAST_MILLIS, MOST_MILLIS));
    boolean failed = false;
    for (BenchmarkListEntry entry : entries.values()) {
      ChainedOptionsBuilder options = new OptionsBuilder().include("^" + entry.getUsername().replace(".", "\\.") + "$").forks(1)
          .warmupIterations(WARMUPS).warmupTime(time).measurementIterations(MEASUREMENTS).measurementTime(time).verbosity(VerboseMode.SILENT)
          .addProfiler(GCProfiler.class);
      for (Map.Entry<String, String[]> parameter : entry.getParams().orElse(Map.of()).entrySet()) {
        options.param(parameter.getKey(), parameter.getValue()[0]);
      }
      List<RunResult> results = List.copyOf(new Runner(options.build()).run());
      failed |= results.isEmpty();
      System.out.println(results.isEmpty() ? entry.getUsername() + " failed" : line(results.getFirst()));
    }
    if (failed) {
      System.exit(1);
    }
  }

  private static String line(RunResult r) {
    Result<?> time = r.getPrimaryResult();
    Result<?> allocated = r.getSecondaryResults().get("gc.alloc.rate.norm");
    String parameters = r.getParams().getParamsKeys().stream().map(k -> k + "=" + r.getParams().getParam(k)).collect(Collectors.joining(" "));
    String rates = RATES.stream().filter(r.getSecondaryResults()::containsKey)
        .map(name -> String.format("%s %.3g", name, r.getSecondaryResults().get(name).getScore())).collect(Collectors.joining(", "));
    return String.format("%-30s %12.3f %-6s %-26s %10.0f bytes  %s", r.getParams().getBenchmark().replace("lanewise.jmh.", ""), time.getScore(),
        time.getScoreUnit(), rates, allocated == null ? Double.NaN : allocated.getScore(), parameters);
  }
}
