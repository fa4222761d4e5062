package lanewise.train.data;

import java.nio.file.Path;
import java.util.List;

/** Reads image sets from pairs of IDX files: images [N, H, W] and labels [N], both of unsigned bytes. */
public final class IdxImages {
  private IdxImages() {}

  /**
   * Reads and checks two files.
   *
   * @param name of the set
   * @param classNames one name a class
   * @throws DataException naming the file, if one is malformed, the counts differ, or a label names no class
   */
  public static ImageSet read(String name, Path images, Path labels, List<String> classNames) throws DataException {
    IdxArray y = bytes(labels, 1, "labels are [N]");
    IdxArray x = bytes(images, 3, "images are [N, height, width]");
    int count = x.shape().dim(0);
    int labelCount = y.shape().dim(0);
    if (x.shape().size() == 0) {
      throw new DataException(images, "no pixels in shape " + x.shape() + "; allowed: at least one image of at least 1x1");
    }
    if (labelCount != count) {
      throw new DataException(labels, labelCount + " labels for the " + count + " images of " + images.getFileName() + "; allowed: " + count);
    }
    int bad = ImageSet.firstBadLabel(y.bytes(), classNames.size());
    if (bad >= 0) {
      throw new DataException(labels, ImageSet.describeLabel(y.bytes(), bad, classNames.size()));
    }
    return ImageSet.owning(name, x.shape().dim(1), x.shape().dim(2), x.bytes(), y.bytes(), classNames);
  }

  private static IdxArray bytes(Path file, int rank, String wanted) throws DataException {
    IdxArray array = Idx.read(file);
    if (array.type() != IdxType.UINT8 || array.shape().rank() != rank) {
      throw new DataException(file, array.type() + " " + array.shape() + "; " + wanted + " of uint8");
    }
    return array;
  }
}
