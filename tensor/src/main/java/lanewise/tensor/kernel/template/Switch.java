package lanewise.tensor.kernel.template;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.constant.ConstantDescs.BSM_CLASS_DATA_AT;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/**
 * A kernel that is its scalar twin at first and its vector form later. Every kernel has a hidden class of its own, generated here:
 *
 * <pre>{@code
 * static boolean vector;
 * public void run(float[] x, ...) {
 *   if (vector) VECTOR.run(x, ...); else TWIN.run(x, ...);
 * }
 * }</pre>
 *
 * <p>VECTOR and TWIN are constants of that class, so that the compiler knows the method behind each call; an object with two fields would make
 * every kernel call a call through an interface. The flag is a plain field: a thread that reads an old value gets the same bits.
 *
 * <p>Its methods are not inlined ({@link CallBoundary}): else a caller would take in the twins of all its kernels.
 */
public interface Switch {
  /** From now on calls go to the vector form. */
  void toVector();

  /**
   * A switch in the position of the twin.
   *
   * @param lookup has access to {@code type}
   * @param type the kernel's interface
   * @param pair twin and vector form; the second is read by {@link #toVector} for the first time
   */
  static Object of(MethodHandles.Lookup lookup, Class<?> type, List<?> pair) {
    ClassDesc self = ClassDesc.of(lookup.lookupClass().getPackageName(), type.getSimpleName() + "Switch");
    ClassDesc kernel = type.describeConstable().orElseThrow();
    byte[] bytes = ClassFile.of().build(self, c -> {
      c.withFlags(ACC_FINAL).withInterfaceSymbols(kernel, Switch.class.describeConstable().orElseThrow());
      c.withField("vector", CD_boolean, ACC_PRIVATE | ACC_STATIC);
      c.withMethodBody(INIT_NAME, MTD_void, ACC_PUBLIC, b -> b.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
      c.withMethodBody("toVector", MTD_void, ACC_PUBLIC, b ->
          b.loadConstant(constant(kernel, 1)).pop().iconst_1().putstatic(self, "vector", CD_boolean).return_());
      Arrays.stream(type.getMethods()).filter(m -> Modifier.isAbstract(m.getModifiers())).forEach(m -> method(c, self, kernel, m));
    });
    try {
      MethodHandles.Lookup made = lookup.defineHiddenClassWithClassData(bytes, pair, true);
      return made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no switch for " + type.getName(), e);
    }
  }

  private static void method(ClassBuilder c, ClassDesc self, ClassDesc kernel, Method method) {
    MethodTypeDesc type = MethodType.methodType(method.getReturnType(), method.getParameterTypes()).describeConstable().orElseThrow();
    c.withMethodBody(method.getName(), type, ACC_PUBLIC, b -> {
      CallBoundary.enlarge(b);
      b.getstatic(self, "vector", CD_boolean)
          .ifThenElse(then -> call(then, kernel, 1, method.getName(), type), otherwise -> call(otherwise, kernel, 0, method.getName(), type));
    });
  }

  private static void call(CodeBuilder b, ClassDesc kernel, int which, String name, MethodTypeDesc type) {
    b.loadConstant(constant(kernel, which));
    int slot = 1;
    for (ClassDesc parameter : type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      b.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    b.invokeinterface(kernel, name, type);
    if (type.returnType().equals(CD_void)) {
      b.return_();
    } else {
      b.return_(TypeKind.from(type.returnType()));
    }
  }

  private static DynamicConstantDesc<?> constant(ClassDesc kernel, int which) {
    return DynamicConstantDesc.ofNamed(BSM_CLASS_DATA_AT, DEFAULT_NAME, kernel, which);
  }
}
