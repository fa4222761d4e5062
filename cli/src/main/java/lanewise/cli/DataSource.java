package lanewise.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lanewise.train.Recipe;
import lanewise.train.data.DataException;
import lanewise.train.data.DataFolders;
import lanewise.train.data.FashionMnist;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.SyntheticImages;

/** Where the images of a run come from, and which options suit them. */
sealed interface DataSource {
  /**
   * The folder of {@code --data}, of LANEWISE_DATA or of the cache, in this order; the built-in set where there is none.
   *
   * @throws BadInput if a folder that the user named holds no data set
   */
  static DataSource find(Optional<Path> given, Map<String, String> environment) {
    try {
      DataFolders folders = DataFolders.of(environment);
      return FashionMnist.locate(given, folders).<DataSource>map(Folder::new).orElseGet(BuiltIn::new);
    } catch (DataException e) {
      throw new BadInput(Failures.message(e), e);
    }
  }

  /** Reads or makes the images. */
  ImageSplits load();

  /** What the terminal says. */
  String description();

  /** Passes over the training images where the user says nothing. */
  int defaultEpochs();

  /** Images in a step where the user says nothing. */
  int defaultBatchSize();

  /** Highest learning rate where the user says nothing. */
  double defaultLr(Recipe recipe);

  /** Fashion-MNIST in a folder. */
  record Folder(Path path) implements DataSource {
    @Override
    public ImageSplits load() {
      try {
        return FashionMnist.load(path);
      } catch (DataException e) {
        throw new BadInput(Failures.message(e), e);
      }
    }

    @Override
    public String description() {
      return "Fashion-MNIST from " + path;
    }

    @Override
    public int defaultEpochs() {
      return 6;
    }

    @Override
    public int defaultBatchSize() {
      return 512;
    }

    @Override
    public double defaultLr(Recipe recipe) {
      return recipe.defaultLr();
    }
  }

  /** Images that the program generates. */
  record BuiltIn() implements DataSource {
    @Override
    public ImageSplits load() {
      return SyntheticImages.standard();
    }

    @Override
    public String description() {
      return "built-in images (no folder with Fashion-MNIST was named or found; see --help)";
    }

    @Override
    public int defaultEpochs() {
      return 6;
    }

    @Override
    public int defaultBatchSize() {
      return 128;
    }

    @Override
    public double defaultLr(Recipe recipe) {
      return recipe.defaultLr();
    }
  }
}
