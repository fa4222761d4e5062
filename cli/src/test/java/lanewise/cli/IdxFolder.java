package lanewise.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.train.data.ImageSet;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.SyntheticImages;
import lanewise.tensor.Rng;

/** A small data set in the files of Fashion-MNIST. */
final class IdxFolder {
  static final int TRAIN = 400;
  static final int EVAL = 100;

  private IdxFolder() {}

  static Path write(Path folder) throws IOException {
    ImageSplits images = SyntheticImages.splits(Rng.seed(1), TRAIN, EVAL);
    write(folder, "train", images.train());
    write(folder, "t10k", images.eval());
    return folder;
  }

  private static void write(Path folder, String prefix, ImageSet set) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + set.size() * 784).putInt(0x803).putInt(set.size()).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + set.size()).putInt(0x801).putInt(set.size());
    for (int i = 0; i < set.size(); i++) {
      images.put(set.image(i));
      labels.put((byte) set.label(i));
    }
    Files.write(folder.resolve(prefix + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(prefix + "-labels-idx1-ubyte"), labels.array());
  }
}
