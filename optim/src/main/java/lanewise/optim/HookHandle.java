package lanewise.optim;

/** What registering a hook gives back. */
@FunctionalInterface
public interface HookHandle {
  /** Takes the hook away; a second call does nothing. */
  void remove();
}
