package lanewise.train.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where data sets are looked for besides a folder that the user names: the environment and the system properties, as values.
 *
 * @param environment environment variables; read are {@code LANEWISE_DATA} and {@code XDG_CACHE_HOME}
 * @param properties system properties; read are {@code lanewise.cache} and {@code user.home}
 */
public record DataFolders(Map<String, String> environment, Map<String, String> properties) {
  /** Name of the environment variable that holds a data set's folder. */
  public static final String VARIABLE = "LANEWISE_DATA";
  /** Name of the system property that holds Lanewise's cache folder. */
  public static final String CACHE_PROPERTY = "lanewise.cache";

  /** Copies both maps. */
  public DataFolders {
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
  }

  /** Environment and properties of this process, as they are now. */
  public static DataFolders ofProcess() {
    return of(System.getenv());
  }

  /** This environment, and the properties of this process as they are now. */
  public static DataFolders of(Map<String, String> environment) {
    var properties = System.getProperties();
    return new DataFolders(environment,
        properties.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, properties::getProperty)));
  }

  /**
   * The folder in {@code LANEWISE_DATA}; empty when it is not set or blank.
   *
   * @throws DataException if it is no path
   */
  public Optional<Path> variable() throws DataException {
    return path(environment.get(VARIABLE), VARIABLE);
  }

  /**
   * A data set's folder in the cache: below {@code lanewise.cache} if that property is set, else {@code $XDG_CACHE_HOME/lanewise} if that variable
   * holds an absolute path, else {@code ~/.cache/lanewise}. It need not exist; empty when there is no home folder either.
   *
   * @param dataSet name of the data set's own folder, for example {@code fashion-mnist}
   * @throws DataException if the property is no path
   */
  public Optional<Path> cache(String dataSet) throws DataException {
    Optional<Path> named = path(properties.get(CACHE_PROPERTY), CACHE_PROPERTY);
    if (named.isPresent()) {
      return named.map(folder -> folder.resolve(dataSet));
    }
    return path(environment.get("XDG_CACHE_HOME"), "XDG_CACHE_HOME").filter(Path::isAbsolute)
        .or(() -> Optional.ofNullable(properties.get("user.home")).map(home -> Path.of(home, ".cache")))
        .map(cache -> cache.resolve("lanewise").resolve(dataSet));
  }

  private static Optional<Path> path(String value, String source) throws DataException {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(value));
    } catch (InvalidPathException e) {
      throw new DataException(Path.of(source), "'" + value + "' is no path (" + e.getReason() + ")", e);
    }
  }
}
