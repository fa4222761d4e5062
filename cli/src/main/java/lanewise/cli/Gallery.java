package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All pictures of schedules: those of the articles with the articles' parameters, the others, and compositions. */
final class Gallery {
  /** A heading and what stands below it. */
  record Section(String title, List<Exhibit> exhibits) {}

  private Gallery() {}

  static List<Section> sections() {
    return List.of(
        new Section("Schedules of the articles", ArticleExhibits.all()),
        new Section("Further schedules", FurtherExhibits.all()),
        new Section("Compositions", CompositionExhibits.all()));
  }

  static Stream<Exhibit> exhibits() {
    return sections().stream().flatMap(s -> s.exhibits().stream());
  }

  /** The files of the gallery and what is in them: a picture for each exhibit and the page index.html. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    exhibits().forEach(e -> files.put(e.id() + ".svg", e.svg()));
    files.put("index.html", GalleryPage.html(sections()));
    return files;
  }
}
