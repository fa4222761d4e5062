package lanewise.lrsched.plot;

import java.util.List;

/**
 * One coordinate system of a picture with its curves.
 *
 * @param caption what the values are
 * @param x steps
 * @param y values
 * @param curves to be drawn
 */
record Panel(String caption, Axis x, Axis y, List<Line> curves) {
  /** A curve and the number that decides its colour. */
  record Line(int number, Samples samples) {}

  private static final double DOT_ROOM = 13;
  private static final double DOT = 2.75;

  /** Draws the panel into a rectangle; the labels of the steps are left to the caller. */
  void draw(Svg svg, double left, double top, double width, double height) {
    svg.text("lw-start", left, top - 9, caption);
    for (Axis.Tick tick : y.ticks()) {
      double at = top + height * (1 - y.fraction(tick.value()));
      svg.line("lw-grid", left, at, left + width, at);
      svg.text("lw-end", left - 8, at + 4, tick.label());
    }
    for (Axis.Tick tick : x.ticks()) {
      double at = left + width * x.fraction(tick.value());
      svg.line("lw-grid", at, top, at, top + height);
      svg.line("lw-axis", at, top + height, at, top + height + 4);
    }
    svg.line("lw-axis", left, top + height, left + width, top + height);
    for (Line curve : curves) {
      draw(svg, curve, left, top, width, height);
    }
  }

  private void draw(Svg svg, Line curve, double left, double top, double width, double height) {
    Samples samples = curve.samples();
    double[] across = new double[samples.size()];
    double[] down = new double[samples.size()];
    for (int i = 0; i < samples.size(); i++) {
      double value = samples.value(i);
      across[i] = left + width * x.fraction(samples.step(i));
      down[i] = shown(value) ? top + height * (1 - y.fraction(value)) : Double.NaN;
    }
    svg.path(Style.curve(curve.number()), Outline.of(across, down).path());
    if (width / x.high() >= DOT_ROOM) {
      for (int i = 0; i < samples.size(); i++) {
        if (!Double.isNaN(down[i])) {
          svg.circle(Style.dot(curve.number()), across[i], down[i], DOT);
        }
      }
    }
  }

  private boolean shown(double value) {
    return y.scale() == Plot.Scale.LINEAR || value >= Axis.SMALLEST;
  }
}
