package lanewise.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;

/**
 * What there is to work with.
 *
 * @param java version and vendor
 * @param vm name and mode of the virtual machine
 * @param home folder of the JDK
 * @param system operating system and architecture
 * @param processor its name, where the system tells
 * @param processors that this process may use
 * @param memory bytes that this process may use
 * @param features those of the processor that kernels care about, where the system tells
 * @param flags the virtual machine's flags about vectors, those that it has here
 * @param kernels level in force
 * @param reason why that one
 * @param vectorBits width of its vectors; 0 for scalar twins
 * @param threads that kernels use
 * @param heap bytes at most
 * @param collector of garbage
 * @param load processes that wanted to run in the last minute; negative where the system does not tell
 */
record Findings(String java, String vm, String home, String system, String processor, int processors, long memory, List<String> features,
    Map<String, String> flags, String kernels, String reason, int vectorBits, int threads, long heap, String collector, double load) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> FEATURES = List.of("sse4_2", "avx", "fma", "avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_bf16",
      "amx_tile", "asimd", "sve", "sve2");
  private static final List<String> FLAGS = List.of("UseAVX", "UseFMA", "UseSVE", "MaxVectorSize", "UseSuperWord", "TieredStopAtLevel");

  /** Those of this process. */
  static Findings ofProcess(int threads) {
    OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    List<String> info = cpuInfo();
    KernelLevel level = Properties.value(KernelLevel::current);
    return new Findings(
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("java.vm.name") + ", " + System.getProperty("java.vm.info"),
        System.getProperty("java.home"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        value(info, "model name").findFirst().orElse("processor of unknown name"),
        Runtime.getRuntime().availableProcessors(),
        os.getTotalMemorySize(),
        value(info, "flags", "Features").findFirst().stream().flatMap(line -> Arrays.stream(line.split(" "))).filter(FEATURES::contains).toList(),
        flagsHere(),
        level.label(),
        KernelLevel.reason(),
        level.bits(),
        threads,
        Runtime.getRuntime().maxMemory(),
        ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", ")),
        os.getSystemLoadAverage());
  }

  /** Whether the processor has a feature, as far as the system tells. */
  boolean has(String feature) {
    return features.contains(feature);
  }

  /** The object of {@code --json}; may be added to. */
  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("java", java);
    all.put("vm", vm);
    all.put("home", home);
    all.put("system", system);
    all.put("processor", processor);
    all.put("processors", processors);
    all.put("memoryBytes", memory);
    all.put("features", features);
    all.put("flags", flags);
    all.put("kernels", kernels);
    all.put("reason", reason);
    all.put("vectorBits", vectorBits);
    all.put("threads", threads);
    all.put("heapBytes", heap);
    all.put("collector", collector);
    all.put("load", load);
    return all;
  }

  private static List<String> cpuInfo() {
    try {
      return Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Stream<String> value(List<String> info, String... names) {
    return info.stream().filter(line -> line.contains(":") && List.of(names).contains(line.substring(0, line.indexOf(':')).strip()))
        .map(line -> line.substring(line.indexOf(':') + 1).strip());
  }

  private static Map<String, String> flagsHere() {
    HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Map<String, String> flags = new LinkedHashMap<>();
    for (String name : FLAGS) {
      try {
        flags.put(name, diagnostics.getVMOption(name).getValue());
      } catch (IllegalArgumentException _) {
        // a flag of another architecture or virtual machine
      }
    }
    return flags;
  }
}
