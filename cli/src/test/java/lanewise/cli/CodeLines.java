package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lanewise.lrsched.Schedule;

/** Lines of Java from the documentation, compiled as a reader would. */
final class CodeLines {
  private static final String IMPORTS = """
      import static lanewise.lrsched.Schedules.*;
      import java.util.*;
      import lanewise.lrsched.*;
      """;

  private CodeLines() {}

  /** The schedules that expressions make; the compiler's message where one cannot be compiled. */
  static List<Schedule> schedules(List<String> expressions, Path folder) throws Exception {
    String source = IMPORTS + "public class Lines implements java.util.function.Supplier<List<Schedule>> {\n"
        + "  public List<Schedule> get() {\n    return List.of(\n" + String.join(",\n", expressions) + ");\n  }\n}\n";
    Path file = Files.writeString(folder.resolve("Lines.java"), source);
    Path classes = Path.of(Schedule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String path = System.getProperty("java.class.path") + File.pathSeparator + classes;
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", path);
      assertTrue(compiler.getTask(problems, files, null, options, null, files.getJavaFileObjects(file)).call(), problems::toString);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, Schedule.class.getClassLoader())) {
      Supplier<?> lines = (Supplier<?>) loader.loadClass("Lines").getDeclaredConstructor().newInstance();
      List<Schedule> schedules = new ArrayList<>();
      for (Object schedule : (List<?>) lines.get()) {
        schedules.add((Schedule) schedule);
      }
      return schedules;
    }
  }
}
