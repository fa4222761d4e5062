package lanewise.lrsched.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The layout of a plot: title, legend, the panel of the learning rate and, below it, that of the momentum. */
final class Picture {
  private static final double WIDTH = 640;
  private static final double EDGE = 18;
  private static final double RATE_HEIGHT = 220;
  private static final double MOMENTUM_HEIGHT = 100;
  private static final double CAPTION = 26;
  private static final double GAP = 8;
  private static final double LEGEND_ROW = 20;
  private static final double SAMPLE = 34;
  /** Width of a character, a little more than the usual fonts need on average. */
  private static final double CHARACTER = 6.8;
  private static final double TITLE_CHARACTER = 8.4;

  private final Plot plot;
  private final List<Samples> rates;
  private final List<Panel> panels = new ArrayList<>();

  private Picture(Plot plot) {
    this.plot = plot;
    this.rates = plot.curves().stream().map(c -> Samples.of(c.label(), c.lr(), plot.steps(), plot.base())).toList();
    Axis steps = Axis.ofSteps(plot.steps(), 8);
    List<Panel.Line> lines = IntStream.range(0, rates.size()).mapToObj(i -> new Panel.Line(i, rates.get(i))).toList();
    panels.add(new Panel("learning rate", steps, plot.scale() == Plot.Scale.LOG ? logAxis(lines) : evenAxis(lines, 6), lines));
    List<Panel.Line> momenta = new ArrayList<>();
    for (int i = 0; i < rates.size(); i++) {
      Plot.Curve curve = plot.curves().get(i);
      if (curve.momentum().isPresent()) {
        Samples momentum = Samples.of(curve.label() + " momentum", curve.momentum().get(), plot.steps(), plot.baseMomentum());
        momenta.add(new Panel.Line(i, momentum));
      }
    }
    if (!momenta.isEmpty()) {
      panels.add(new Panel("momentum", steps, evenAxis(momenta, 4), List.copyOf(momenta)));
    }
  }

  static Picture of(Plot plot) {
    return new Picture(plot);
  }

  private static Axis evenAxis(List<Panel.Line> lines, int ticks) {
    double least = lines.stream().mapToDouble(l -> l.samples().least()).min().orElseThrow();
    double greatest = lines.stream().mapToDouble(l -> l.samples().greatest()).max().orElseThrow();
    return Axis.even(least, greatest, ticks);
  }

  private static Axis logAxis(List<Panel.Line> lines) {
    double[] positive = lines.stream().flatMapToDouble(l -> l.samples().values()).filter(v -> v >= Axis.SMALLEST).sorted().toArray();
    if (positive.length == 0) {
      throw new IllegalArgumentException("scale LOG, and no value is positive; allowed: LINEAR");
    }
    return Axis.logarithmic(positive[0], positive[positive.length - 1], 7);
  }

  String svg() {
    double top = EDGE;
    List<String> title = plot.title().isBlank() ? List.of() : Words.wrapped(plot.title(), (int) ((WIDTH - 2 * EDGE) / TITLE_CHARACTER));
    Svg body = new Svg();
    for (String line : title) {
      body.text("lw-title", EDGE, top + 11, line);
      top += 22;
    }
    if (plot.curves().size() > 1) {
      top = legend(body, top);
    }
    double left = EDGE + 8 + CHARACTER * panels.stream().flatMap(p -> p.y().ticks().stream()).mapToInt(t -> t.label().length()).max().orElse(1);
    double width = WIDTH - left - EDGE - 6;
    for (Panel panel : panels) {
      top += CAPTION + (panel == panels.getFirst() ? 0 : GAP);
      double height = panel == panels.getFirst() ? RATE_HEIGHT : MOMENTUM_HEIGHT;
      panel.draw(body, left, top, width, height);
      top += height;
    }
    Axis steps = panels.getFirst().x();
    for (Axis.Tick tick : steps.ticks()) {
      body.text("lw-middle", left + width * steps.fraction(tick.value()), top + 18, tick.label());
    }
    body.text("lw-middle", left + width / 2, top + 36, "step");
    return document(body, top + 36 + EDGE - 4);
  }

  /** Draws the legend, in as many rows as needed, and returns where it ends. */
  private double legend(Svg svg, double top) {
    double x = EDGE;
    double y = top + 6;
    for (int i = 0; i < plot.curves().size(); i++) {
      String label = Words.shortened(plot.curves().get(i).label(), (int) ((WIDTH - 2 * EDGE - SAMPLE) / CHARACTER));
      double width = SAMPLE + CHARACTER * label.length() + 16;
      if (x > EDGE && x + width - 16 > WIDTH - EDGE) {
        x = EDGE;
        y += LEGEND_ROW;
      }
      svg.line(Style.curve(i), x, y, x + SAMPLE - 8, y);
      svg.text("lw-name", x + SAMPLE, y + 4, label);
      x += width;
    }
    return y + LEGEND_ROW - 10;
  }

  private String document(Svg body, double height) {
    String title = Words.title(plot);
    Svg svg = new Svg();
    String w = Numbers.coordinate(WIDTH);
    String h = Numbers.coordinate(height);
    svg.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lw-plot\" role=\"img\"" + Svg.attribute("aria-label", title)
        + Svg.attribute("width", w) + Svg.attribute("height", h) + Svg.attribute("viewBox", "0 0 " + w + " " + h) + ">");
    svg.element("title", title);
    svg.element("desc", Words.description(plot, rates));
    svg.raw(Style.css(rates.size()));
    svg.rect("lw-ground", 0.5, 0.5, WIDTH - 1, height - 1, 6);
    return svg.raw(body + "</svg>").toString();
  }
}
