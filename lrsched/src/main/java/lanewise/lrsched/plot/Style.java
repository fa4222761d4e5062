package lanewise.lrsched.plot;

/**
 * Fonts and colours. The class names begin with {@code lw-}, since the style of a picture inside a page holds for the whole page. A picture has a
 * ground of its own, so it can be read also where it takes the colours of the dark on a light page.
 */
final class Style {
  /** Curves that can be told apart by colour and dashes; more begin again with the first. */
  static final int CURVES = 8;

  private static final String FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif";
  private static final String[] LIGHT = {"#0b65c2", "#c2410c", "#0f766e", "#8b35c9", "#9a6700", "#be185d", "#475569", "#3f7d20"};
  private static final String[] DARK = {"#58a6ff", "#ff9457", "#2dd4bf", "#c99bff", "#e3b341", "#ff8ab5", "#b0bccb", "#8ddb6c"};
  private static final String[] DASHES = {"", "7 4", "2 3", "10 3 2 3", "5 2", "12 4", "1 2", "8 2 2 2 2 2"};

  private Style() {}

  /** The style of a picture with some curves. */
  static String css(int curves) {
    int colours = Math.min(curves, CURVES);
    StringBuilder css = new StringBuilder("<style>\n");
    css.append(".lw-plot text{font-family:").append(FONT).append(";font-size:12px;fill:#57606a}\n");
    css.append(".lw-plot .lw-title{font-size:15px;font-weight:600;fill:#1f2328}\n");
    css.append(".lw-plot .lw-name{fill:#1f2328}\n");
    css.append(".lw-plot .lw-end{text-anchor:end}\n");
    css.append(".lw-plot .lw-middle{text-anchor:middle}\n");
    css.append(".lw-plot .lw-ground{fill:#ffffff;stroke:#d0d7de}\n");
    css.append(".lw-plot .lw-grid{stroke:#e7ebef}\n");
    css.append(".lw-plot .lw-axis{stroke:#8c959f}\n");
    css.append(".lw-plot .lw-curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:butt}\n");
    for (int i = 0; i < colours; i++) {
      css.append(".lw-plot .lw-c").append(i).append("{stroke:").append(LIGHT[i]);
      if (!DASHES[i].isEmpty()) {
        css.append(";stroke-dasharray:").append(DASHES[i]);
      }
      css.append("}\n.lw-plot .lw-d").append(i).append("{fill:").append(LIGHT[i]).append("}\n");
    }
    css.append("@media (prefers-color-scheme:dark){\n");
    css.append(".lw-plot text{fill:#9aa4af}\n");
    css.append(".lw-plot .lw-title,.lw-plot .lw-name{fill:#e6edf3}\n");
    css.append(".lw-plot .lw-ground{fill:#0d1117;stroke:#30363d}\n");
    css.append(".lw-plot .lw-grid{stroke:#222932}\n");
    css.append(".lw-plot .lw-axis{stroke:#6e7681}\n");
    for (int i = 0; i < colours; i++) {
      css.append(".lw-plot .lw-c").append(i).append("{stroke:").append(DARK[i]).append("}\n");
      css.append(".lw-plot .lw-d").append(i).append("{fill:").append(DARK[i]).append("}\n");
    }
    return css.append("}\n</style>").toString();
  }

  static String curve(int i) {
    return "lw-curve lw-c" + i % CURVES;
  }

  static String dot(int i) {
    return "lw-d" + i % CURVES;
  }
}
