package lanewise.jmh;

import java.util.Arrays;
import lanewise.tensor.ops.ConvGeometry;

/**
 * A convolution as the command line writes it, {@code N:C:HW:O:K:stride:pad[:groups[:dilation]]}: N square images of C channels and side HW, O output
 * channels, a square kernel of side K.
 *
 * @param batch N
 * @param geometry the rest
 */
public record ConvShape(int batch, ConvGeometry geometry) {
  private static final int LEAST = 7;
  private static final int MOST = 9;

  /** From its text; groups and dilation are 1 where they are left out. */
  public static ConvShape parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < LEAST || parts.length > MOST || !Arrays.stream(parts).allMatch(part -> part.matches("\\d{1,9}"))) {
      throw new IllegalArgumentException("shape " + text + "; allowed: numbers as N:C:HW:O:K:stride:pad[:groups[:dilation]]");
    }
    int[] n = Arrays.stream(Arrays.copyOf(parts, MOST)).mapToInt(part -> part == null ? 1 : Integer.parseInt(part)).toArray();
    ConvGeometry.Options options = ConvGeometry.options().stride(n[5]).padding(n[6]).groups(n[7]).dilation(n[8]);
    return new ConvShape(n[0], ConvGeometry.of(n[1], n[2], n[2], n[3], n[4], n[4], options));
  }

  /** Nominal floating point operations of one direction, a multiply-add being two: every tap of the kernel counts, also outside of the image. */
  public double operations() {
    ConvGeometry g = geometry;
    return 2.0 * batch * g.outChannels() * g.outHeight() * g.outWidth() * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
  }
}
