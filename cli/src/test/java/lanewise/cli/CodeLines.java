package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lanewise.autograd.Parameter;
import lanewise.lrsched.Schedule;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;

/** Lines of Java from the documentation, compiled as a reader would. */
final class CodeLines {
  private static final String IMPORTS = """
      import static lanewise.lrsched.Schedules.*;
      import java.util.*;
      import lanewise.autograd.Parameter;
      import lanewise.lrsched.*;
      import lanewise.optim.SGD;
      import lanewise.tensor.Tensor;
      """;

  private CodeLines() {}

  /** The schedules that expressions make; the compiler's message where one cannot be compiled. */
  static List<Schedule> schedules(List<String> expressions, Path folder) throws Exception {
    return all(Schedule.class, expressions, folder);
  }

  /** The schedulers that expressions make, each on an optimizer of its own with the rate 0.1 and the momentum 0.9. */
  static List<Object> schedulers(List<String> expressions, Path folder) throws Exception {
    return all(Object.class, expressions.stream().map(e -> e.replaceFirst("\\(optimizer, ", "(optimizer(), ")).toList(), folder);
  }

  private static <T> List<T> all(Class<T> type, List<String> expressions, Path folder) throws Exception {
    String source = IMPORTS + "public class Lines implements java.util.function.Supplier<List<Object>> {\n"
        + "  static SGD optimizer() {\n    return new SGD(List.of(new Parameter(Tensor.zeros(1))), SGD.options().lr(0.1).momentum(0.9));\n  }\n"
        + "  public List<Object> get() {\n    return List.of(\n" + String.join(",\n", expressions) + ");\n  }\n}\n";
    Path file = Files.writeString(folder.resolve("Lines.java"), source);
    String path = Stream.of(Schedule.class, SGD.class, Parameter.class, Tensor.class).map(CodeLines::location)
        .collect(Collectors.joining(File.pathSeparator, System.getProperty("java.class.path") + File.pathSeparator, ""));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", path);
      assertTrue(compiler.getTask(problems, files, null, options, null, files.getJavaFileObjects(file)).call(), problems::toString);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, Schedule.class.getClassLoader())) {
      Supplier<?> lines = (Supplier<?>) loader.loadClass("Lines").getDeclaredConstructor().newInstance();
      List<T> made = new ArrayList<>();
      for (Object value : (List<?>) lines.get()) {
        made.add(type.cast(value));
      }
      return made;
    }
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
  }
}
