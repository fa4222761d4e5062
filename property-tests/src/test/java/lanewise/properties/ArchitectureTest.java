package lanewise.properties;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the library and the doors between them: who may use whom, and who may know the Vector API. */
final class ArchitectureTest {
  private static final String VECTOR_API = "jdk.incubator";

  /** Each module's neighbours below. */
  private static final Map<String, List<String>> BELOW = Map.of(
      "tensor", List.of(),
      "autograd", List.of("tensor"),
      "nn", List.of("autograd", "tensor"),
      "optim", List.of("autograd", "tensor"),
      "lrsched", List.of("optim", "autograd", "tensor"),
      "train", List.of("lrsched", "optim", "nn", "autograd", "tensor"),
      "cli", List.of("train", "lrsched", "optim", "nn", "autograd", "tensor"));

  /** What a module may require besides Lanewise's modules and java.base: the library nothing but the Vector API in one place. */
  private static final Map<String, List<String>> FROM_OUTSIDE =
      Map.of("tensor", List.of("jdk.incubator.vector"), "cli", List.of("info.picocli", "java.management", "jdk.management"));

  private static final JavaClasses LANEWISE =
      new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("lanewise");

  @ParameterizedTest
  @MethodSource("modules")
  void aModule_usesOnlyModulesBelowJavaBaseAndWhatItsTableNames(String module) {
    mayUse(module, BELOW.get(module), outside(module)).check(LANEWISE);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleDescriptor_requiresOnlyWhatItsModuleMayUse(String module) {
    Set<String> allowed = BELOW.get(module).stream().map(m -> "lanewise." + m).collect(Collectors.toCollection(TreeSet::new));
    allowed.add("java.base");
    allowed.addAll(outside(module));
    Set<String> required = descriptor(module).requires().stream().map(Requires::name).collect(Collectors.toCollection(TreeSet::new));
    required.removeAll(allowed);
    assertEquals(Set.of(), required, "lanewise." + module + " requires modules that it may not use");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void publicSignatures_nameNoIncubatorType(String module) {
    Set<String> exported = descriptor(module).exports().stream().map(Exports::source).collect(Collectors.toSet());
    Stream<JavaClass> open = LANEWISE.stream().filter(c -> exported.contains(c.getPackageName()));
    assertEquals(List.of(), open.flatMap(ArchitectureTest::signaturesWithVectorApi).toList());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theRuleOfLayers_seesADependencyThatIsNotAllowed(String module) {
    if (module.equals("tensor")) {
      assertThrows(AssertionError.class, () -> mayUse(module, List.of(), List.of()).check(LANEWISE), "the Vector API went unseen");
    } else {
      assertThrows(AssertionError.class, () -> mayUse(module, List.of(), outside(module)).check(LANEWISE), "the modules below went unseen");
    }
  }

  @Test
  void theRuleOfSignatures_seesAnIncubatorTypeInEveryPlace() {
    JavaClass leaky = new ClassFileImporter().importClass(Leaky.class);
    assertEquals(
        Set.of("field", "argument", "result", "typeArgument", "array"),
        signaturesWithVectorApi(leaky).map(s -> s.substring(s.lastIndexOf('.') + 1)).collect(Collectors.toSet()));
  }

  @Test
  void theRoomsOfKernelsAndOperations_haveNoCycles() {
    noCycles("lanewise.tensor.kernel.(*)..").check(LANEWISE);
    noCycles("lanewise.tensor.ops.(*)..").check(LANEWISE);
  }

  @Test
  void kernels_knowNoOperations() {
    noClasses().that().resideInAPackage("lanewise.tensor.kernel..").should().dependOnClassesThat().resideInAPackage("lanewise.tensor.ops..")
        .check(LANEWISE);
  }

  @Test
  void whatAllKernelsStandOn_standsOnNothing() {
    classes().that().resideInAPackage("lanewise.tensor.kernel").should().onlyDependOnClassesThat().resideInAnyPackage("java..",
        "lanewise.tensor.kernel").check(LANEWISE);
  }

  @Test
  void theRoomsOfTheOperations_useValuesOfThePackageAboveButNoOperation() {
    roomsUseValuesOnly("lanewise.tensor.ops.*").check(LANEWISE);
  }

  @Test
  void theRulesOfRooms_seeACycleAndAnOperation() {
    assertThrows(AssertionError.class, () -> noCycles("lanewise.(**)").check(LANEWISE), "tensors and kernels know each other");
    assertThrows(AssertionError.class, () -> roomsUseValuesOnly("lanewise.autograd").check(LANEWISE), "the operations of autograd went unseen");
  }

  private static Stream<String> modules() {
    return BELOW.keySet().stream().sorted();
  }

  private static List<String> outside(String module) {
    return FROM_OUTSIDE.getOrDefault(module, List.of());
  }

  /** That the classes of a module use only java.base, the modules below and the modules from outside. */
  private static ArchRule mayUse(String module, List<String> below, List<String> outside) {
    Set<String> lanewise = Stream.concat(Stream.of(module), below.stream()).map(m -> "lanewise." + m).collect(Collectors.toCollection(TreeSet::new));
    Set<String> packages = Stream.concat(Stream.of("java.base"), outside.stream()).flatMap(ArchitectureTest::packages).collect(Collectors.toSet());
    DescribedPredicate<JavaClass> allowed = DescribedPredicate.describe("are in java.base, " + lanewise + " or " + outside, used -> {
      JavaClass type = used.getBaseComponentType();
      String name = type.getPackageName();
      return type.isPrimitive() || packages.contains(name) || lanewise.stream().anyMatch(m -> (name + ".").startsWith(m + "."));
    });
    return classes().that().resideInAPackage("lanewise." + module + "..").should().onlyDependOnClassesThat(allowed);
  }

  private static ArchRule noCycles(String rooms) {
    return slices().matching(rooms).should().beFreeOfCycles();
  }

  /** That of the exported operations these packages use records, enums and interfaces alone. */
  private static ArchRule roomsUseValuesOnly(String rooms) {
    DescribedPredicate<JavaClass> operation = DescribedPredicate.describe("are operations",
        c -> c.getPackageName().equals("lanewise.tensor.ops") && !c.isRecord() && !c.isEnum() && !c.isInterface());
    return noClasses().that().resideInAPackage(rooms).should().dependOnClassesThat(operation);
  }

  /** The packages of a module of the JDK, or of picocli, which is on the class path here. */
  private static Stream<String> packages(String module) {
    return module.equals("info.picocli")
        ? Stream.of("picocli")
        : ModuleFinder.ofSystem().find(module).orElseThrow().descriptor().packages().stream();
  }

  /** The public and protected members of a public class, and the class itself, that name a type of the Vector API. */
  private static Stream<String> signaturesWithVectorApi(JavaClass type) {
    if (!isOpen(type.getModifiers())) {
      return Stream.empty();
    }
    Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<String> header = parents.anyMatch(ArchitectureTest::namesVectorApi) ? Stream.of(type.getName()) : Stream.empty();
    Stream<String> fields = type.getFields().stream()
        .filter(f -> isOpen(f.getModifiers()) && namesVectorApi(f.getType()))
        .map(JavaField::getFullName);
    Stream<String> code = type.getCodeUnits().stream()
        .filter(u -> isOpen(u.getModifiers()))
        .filter(u -> Stream.concat(Stream.of(u.getReturnType()), u.getParameterTypes().stream()).anyMatch(ArchitectureTest::namesVectorApi))
        .map(JavaCodeUnit::getFullName)
        .map(name -> name.substring(0, name.indexOf('(')));
    return Stream.of(header, fields, code).flatMap(s -> s);
  }

  private static boolean isOpen(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean namesVectorApi(JavaType type) {
    return type.getAllInvolvedRawTypes().stream().anyMatch(t -> t.getBaseComponentType().getPackageName().startsWith(VECTOR_API));
  }

  /** The descriptor in the jar or folder that a module's classes come from. */
  private static ModuleDescriptor descriptor(String module) {
    JavaClass any = LANEWISE.stream().filter(c -> c.getPackageName().equals("lanewise." + module)).findFirst().orElseThrow();
    try {
      Path place = Path.of(any.reflect().getProtectionDomain().getCodeSource().getLocation().toURI());
      return ModuleFinder.of(place).find("lanewise." + module).orElseThrow().descriptor();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A class as no exported package may hold one. */
  public abstract static class Leaky {
    /** A vector. */
    public FloatVector field;

    /** Hidden, so of no interest. */
    FloatVector hidden;

    private Leaky() {}

    /** Takes a vector. */
    public abstract void argument(FloatVector v);

    /** Returns a vector. */
    protected abstract FloatVector result();

    /** Takes vectors in a type argument. */
    public abstract void typeArgument(List<? extends FloatVector> v);

    /** Takes vectors in an array. */
    public abstract void array(FloatVector[] v);
  }
}
