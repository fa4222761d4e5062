package lanewise.lrsched.plot;

import static lanewise.lrsched.Schedules.constant;
import static lanewise.lrsched.Schedules.cosine;
import static lanewise.lrsched.Schedules.linear;
import static lanewise.lrsched.Schedules.oneCycle;
import static lanewise.lrsched.Schedules.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import lanewise.lrsched.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {
  private static Document parsed(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document svg, String name) {
    NodeList found = svg.getElementsByTagNameNS("http://www.w3.org/2000/svg", name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> texts(String svg) throws Exception {
    return elements(parsed(svg), "text").stream().map(Element::getTextContent).toList();
  }

  private static List<String> paths(String svg) throws Exception {
    return elements(parsed(svg), "path").stream().map(p -> p.getAttribute("d")).toList();
  }

  @Test
  void aStraightLine_isAPathOfItsTwoEndsWithTicksAtRoundNumbers() throws Exception {
    String svg = Plot.of(linear(0, 1, 1000), 1000).svg();
    assertEquals(1, paths(svg).size());
    assertEquals(List.of("learning rate", "0", "0.2", "0.4", "0.6", "0.8", "1.0", "0", "200", "400", "600", "800", "1,000", "step"), texts(svg));
    assertTrue(paths(svg).getFirst().matches("M[0-9.]+ [0-9.]+L[0-9.]+ [0-9.]+"), paths(svg).getFirst());
  }

  @Test
  void theEndsOfALine_lieOnTheGridLinesOfTheirTicks() throws Exception {
    Document svg = parsed(Plot.of(linear(0, 1, 1000), 1000).svg());
    List<Element> grid = elements(svg, "line").stream().filter(l -> l.getAttribute("class").equals("lw-grid")).toList();
    String left = grid.getFirst().getAttribute("x1");
    String bottom = grid.getFirst().getAttribute("y1");
    String top = grid.stream().filter(l -> l.getAttribute("y1").equals(l.getAttribute("y2"))).reduce((a, b) -> b).orElseThrow().getAttribute("y1");
    String right = grid.getFirst().getAttribute("x2");
    assertEquals("M" + left + " " + bottom + "L" + right + " " + top, elements(svg, "path").getFirst().getAttribute("d"));
  }

  @Test
  void severalCurves_haveALegendAndDifferInColourAndDashes() throws Exception {
    String svg = Plot.of("falling", linear(1, 0, 10), 10).and("rising <&\">", linear(0, 1, 10)).title("Two lines").svg();
    assertEquals(List.of("lw-curve lw-c0", "lw-curve lw-c1"), elements(parsed(svg), "path").stream().map(p -> p.getAttribute("class")).toList());
    assertTrue(texts(svg).containsAll(List.of("Two lines", "falling", "rising <&\">")));
    assertTrue(svg.contains(".lw-plot .lw-c0{stroke:#0b65c2}") && svg.contains(".lw-plot .lw-c1{stroke:#c2410c;stroke-dasharray:7 4}"));
    assertFalse(texts(Plot.of("falling", linear(1, 0, 10), 10).svg()).contains("falling"), "a single curve needs no legend");
  }

  @Test
  void manyCurves_areAllDrawnInsideThePicture() throws Exception {
    Plot plot = Plot.of("curve 0", constant(1), 100);
    for (int i = 1; i < 20; i++) {
      plot = plot.and("curve number " + i + " with a rather long name", constant(i));
    }
    Document svg = parsed(plot.svg());
    assertEquals(20, elements(svg, "path").size());
    double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
    assertTrue(elements(svg, "text").stream().allMatch(t -> Double.parseDouble(t.getAttribute("y")) < height));
    assertTrue(elements(svg, "text").stream().allMatch(t -> Double.parseDouble(t.getAttribute("x")) < 640));
  }

  @Test
  void aCycledMomentum_getsASecondPanel() throws Exception {
    Plot plot = Plot.of(oneCycle(0.1, 100), 100);
    assertEquals(2, paths(plot.svg()).size());
    assertTrue(texts(plot.svg()).containsAll(List.of("learning rate", "momentum", "0.85", "0.90", "0.95")));
    assertEquals(1, paths(plot.withoutMomentum().svg()).size());
    assertFalse(texts(plot.withoutMomentum().svg()).contains("momentum"));
  }

  @Test
  void theMomentumBeforeACycle_isTheOptimizersOwn() {
    Plot plot = Plot.of(oneCycle(0.1, 10).delay(5), 15);
    assertTrue(plot.csv().startsWith("step,lr,momentum\n0,1.0,0.9\n"), plot.csv());
    assertTrue(plot.baseMomentum(0.5).csv().startsWith("step,lr,momentum\n0,1.0,0.5\n"));
  }

  @Test
  void theMomentumOfADeepSequence_costsNoMoreThanItsParts() {
    Schedule s = oneCycle(0.1, 2);
    for (int i = 0; i < 60; i++) {
      s = s.lasting(2 * (i + 1)).then(oneCycle(0.1, 2));
    }
    Schedule deep = s;
    String csv = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Plot.of(deep, 120).csv());
    assertTrue(csv.endsWith("\n120,0.1,0.85\n"), csv.substring(csv.length() - 30));
  }

  @Test
  void aPicture_saysInWordsWhatItShows() throws Exception {
    Document svg = parsed(Plot.of("warm-up", linear(0, 1, 5000).then(cosine(5000)), 10_000).base(1e-5).title("Rise & fall").svg());
    assertEquals("img", svg.getDocumentElement().getAttribute("role"));
    assertEquals("Rise & fall", svg.getDocumentElement().getAttribute("aria-label"));
    assertEquals("Rise & fall", elements(svg, "title").getFirst().getTextContent());
    assertEquals("Learning rate against step, 0 to 10,000. warm-up begins at 0, ends at 0; lowest 0 at step 0, highest 1e-5 at step 5,000.",
        elements(svg, "desc").getFirst().getTextContent());
  }

  @Test
  void aPictureWithoutTitle_isNamedByWhatItShows() throws Exception {
    Document svg = parsed(Plot.of(constant(0.5), 2000).svg());
    assertEquals("Learning rate at the steps 0 to 2,000", svg.getDocumentElement().getAttribute("aria-label"));
    assertTrue(elements(svg, "desc").getFirst().getTextContent().endsWith("lr is constantly 0.5."));
  }

  @Test
  void aPicture_hasColoursForDarkSurroundingsAndRefersToNothing() {
    String svg = Plot.of(oneCycle(0.1, 100), 100).svg();
    assertTrue(svg.contains("@media (prefers-color-scheme:dark){"));
    assertFalse(svg.matches("(?s).*(href|url\\(|<script|@import).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "de-DE", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai", "tr-TR"})
  void everyLocale_givesTheSameBytes(String locale) {
    Plot plot = Plot.of(oneCycle(0.1, 12345), 12345).title("I");
    String svg = plot.svg();
    String csv = plot.csv();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(locale));
      assertEquals(svg, plot.svg());
      assertEquals(csv, plot.csv());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPicture_isAscii_andCharactersXmlForbidsAreReplaced() throws Exception {
    String svg = Plot.of(constant(1), 10).title("\u03b3 \ud83d\ude00 \u0000 \ud800 tab\tend").svg();
    assertTrue(svg.chars().allMatch(c -> c == '\n' || c >= 0x20 && c < 0x7F));
    assertEquals("\u03b3 \ud83d\ude00 \ufffd \ufffd tab end", elements(parsed(svg), "title").getFirst().getTextContent());
  }

  @Test
  void logScale_showsDecadesAndLeavesGapsAtZero() throws Exception {
    Schedule s = (t, base) -> t >= 10 && t <= 20 ? 0 : StrictMath.pow(10, -t / 10.0);
    String svg = Plot.of(s, 40).logScale().svg();
    assertTrue(texts(svg).containsAll(List.of("1", "1e-1", "1e-2", "1e-3", "1e-4")), texts(svg).toString());
    assertEquals(2, paths(svg).getFirst().chars().filter(c -> c == 'M').count());
    assertEquals(3, paths(svg).getFirst().replaceAll("[^ML]", "").length() - 1, "a decay by a factor is a straight line");
  }

  @Test
  void fewSteps_areShownAsDots() throws Exception {
    assertEquals(13, elements(parsed(Plot.of(step(4, 0.1), 12).svg()), "circle").size());
    assertEquals(0, elements(parsed(Plot.of(step(4, 0.1), 120).svg()), "circle").size());
  }

  @Test
  void manySteps_areDrawnFromASampleThatDoesNotFollowAPeriod() throws Exception {
    Schedule flicker = (t, base) -> t % 2;
    String svg = Plot.of(flicker, 1_000_000_000_000L).svg();
    assertTrue(svg.length() < 60_000, "characters: " + svg.length());
    assertTrue(paths(svg).getFirst().length() > 10_000, "a flickering schedule looks constant");
  }

  @Test
  void aTable_hasEveryStepWithAllDigits() {
    assertEquals("step,lr\n0,0.0\n1,0.03333333333333333\n2,0.06666666666666667\n3,0.1\n4,0.1\n", Plot.of(linear(0, 1, 3), 4).base(0.1).csv());
  }

  @Test
  void aTableOfSeveralCurves_isHeadedByTheirNames() {
    String csv = Plot.of("a", constant(1), 1).and("b, \"c\"", oneCycle(0.1, 1)).csv();
    assertEquals("step,a,\"b, \"\"c\"\"\",\"b, \"\"c\"\" momentum\"\n0,1.0,0.1,0.85\n1,1.0,0.1,0.85\n", csv);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e301, -1e301})
  void aValueThatNoAxisCanShow_isRefusedWithItsStep(double bad) {
    var e = assertThrows(IllegalArgumentException.class, () -> Plot.of("f", (t, base) -> t == 7 ? bad : 1, 10).svg());
    assertEquals("value " + bad + " of 'f' at step 7; allowed: finite, at most 1.0E300 in size", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 4.9e-324, 1e-300, 1e300, -3, 1e-5, 123456789})
  void aConstantOfAnySize_hasAnAxisAround(double value) throws Exception {
    String svg = Plot.of((t, base) -> value, 10).svg();
    assertEquals(1, paths(svg).size());
    assertFalse(svg.contains("NaN") || svg.contains("Infinity"));
  }

  @Test
  void badArguments_areRefused() {
    requireRefused("steps 0; allowed: 1..1000000000000", () -> Plot.of(constant(1), 0));
    requireRefused("steps 1000000000001; allowed: 1..1000000000000", () -> Plot.of(constant(1), 1_000_000_000_001L));
    requireRefused("base NaN; allowed: finite and >= 0", () -> Plot.of(constant(1), 1).base(Double.NaN));
    requireRefused("base -1.0; allowed: finite and >= 0", () -> Plot.of(constant(1), 1).base(-1));
    requireRefused("baseMomentum Infinity; allowed: finite and >= 0", () -> Plot.of(constant(1), 1).baseMomentum(Double.POSITIVE_INFINITY));
    requireRefused("label ' '; allowed: not blank", () -> Plot.of(" ", constant(1), 1));
    requireRefused("no curves; allowed: at least one", () -> new Plot(List.of(), 1, 1, 0.9, Plot.Scale.LINEAR, ""));
    requireRefused("scale LOG, and no value is positive; allowed: LINEAR", () -> Plot.of(constant(0), 1).logScale().svg());
    assertThrows(IllegalArgumentException.class, () -> Plot.of(oneCycle(1, 10), 11).svg());
    assertThrows(NullPointerException.class, () -> new Plot.Curve("a", null, Optional.empty()));
  }

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
