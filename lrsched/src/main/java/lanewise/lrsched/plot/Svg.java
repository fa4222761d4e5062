package lanewise.lrsched.plot;

/** SVG text as it is written: elements one a line, attributes and text escaped. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** One line of text as it is. */
  Svg raw(String line) {
    out.append(line).append('\n');
    return this;
  }

  /** An element that holds text. */
  Svg element(String name, String text) {
    return raw("<" + name + ">" + escaped(text) + "</" + name + ">");
  }

  Svg rect(String style, double x, double y, double width, double height, double radius) {
    return raw("<rect" + attribute("class", style) + at("x", x) + at("y", y) + at("width", width) + at("height", height) + at("rx", radius) + "/>");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return raw("<line" + attribute("class", style) + at("x1", x1) + at("y1", y1) + at("x2", x2) + at("y2", y2) + "/>");
  }

  Svg circle(String style, double x, double y, double radius) {
    return raw("<circle" + attribute("class", style) + at("cx", x) + at("cy", y) + at("r", radius) + "/>");
  }

  Svg path(String style, String data) {
    return raw("<path" + attribute("class", style) + " d=\"" + data + "\"/>");
  }

  /** Text at a point; the class decides where the point is: start, middle or end. */
  Svg text(String style, double x, double y, String text) {
    return raw("<text" + attribute("class", style) + at("x", x) + at("y", y) + ">" + escaped(text) + "</text>");
  }

  @Override
  public String toString() {
    return out.toString();
  }

  static String attribute(String name, String value) {
    return " " + name + "=\"" + escaped(value) + "\"";
  }

  private static String at(String name, double value) {
    return " " + name + "=\"" + Numbers.coordinate(value) + "\"";
  }

  /** Text for an XML document, in ASCII so that any encoding will do; what may not stand in one becomes a replacement character. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\n', '\t', '\r' -> safe.append(' ');
        default -> {
          if (c >= 0x20 && c < 0x7F) {
            safe.append((char) c);
          } else {
            safe.append("&#").append(allowed(c) ? c : 0xFFFD).append(';');
          }
        }
      }
    });
    return safe.toString();
  }

  private static boolean allowed(int c) {
    return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
  }
}
