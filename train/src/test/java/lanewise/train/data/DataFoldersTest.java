package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Environment and properties lead to the folders that the documentation names. */
class DataFoldersTest {
  @Test
  void cacheProperty_comesFirst() throws DataException {
    DataFolders folders = new DataFolders(Map.of("XDG_CACHE_HOME", "/xdg"), Map.of("lanewise.cache", "/own", "user.home", "/some/home"));
    assertEquals(Optional.of(Path.of("/own/fashion-mnist")), folders.cache("fashion-mnist"));
  }

  @Test
  void xdgCacheHome_comesNext() throws DataException {
    DataFolders folders = new DataFolders(Map.of("XDG_CACHE_HOME", "/xdg"), Map.of("user.home", "/some/home"));
    assertEquals(Optional.of(Path.of("/xdg/lanewise/fashion-mnist")), folders.cache("fashion-mnist"));
  }

  @Test
  void homeFolder_comesLast_alsoWhenXdgCacheHomeIsEmptyOrRelative() throws DataException {
    for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("XDG_CACHE_HOME", ""), Map.of("XDG_CACHE_HOME", "relative"))) {
      DataFolders folders = new DataFolders(environment, Map.of("user.home", "/some/home"));
      assertEquals(Optional.of(Path.of("/some/home/.cache/lanewise/fashion-mnist")), folders.cache("fashion-mnist"));
    }
  }

  @Test
  void noHome_noCache() throws DataException {
    assertEquals(Optional.empty(), new DataFolders(Map.of(), Map.of()).cache("fashion-mnist"));
  }

  @Test
  void variable_isAPath_andBlankMeansUnset() throws DataException {
    assertEquals(Optional.of(Path.of("/data")), new DataFolders(Map.of("LANEWISE_DATA", "/data"), Map.of()).variable());
    assertEquals(Optional.empty(), new DataFolders(Map.of("LANEWISE_DATA", ""), Map.of()).variable());
    assertEquals(Optional.empty(), new DataFolders(Map.of(), Map.of()).variable());
  }

  @Test
  void valueThatIsNoPath_isNamed() {
    DataFolders folders = new DataFolders(Map.of("LANEWISE_DATA", "a\0b"), Map.of());
    IdxFiles.assertSpeaks("LANEWISE_DATA", folders::variable, "is no path");
  }

  @Test
  void process_hasItsOwnEnvironmentAndProperties() {
    DataFolders folders = DataFolders.ofProcess();
    assertEquals(System.getenv(), folders.environment());
    assertTrue(folders.properties().containsKey("user.home"));
  }
}
