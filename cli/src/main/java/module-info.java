/** The commands of {@code ./lanewise}. */
module lanewise.cli {
  requires info.picocli;
  requires jdk.management;
  requires lanewise.train;

  opens lanewise.cli to
      info.picocli;
}
