package lanewise.cli;

import java.util.List;

/** The gallery as one page of HTML with all pictures in it; it refers to nothing outside. */
final class GalleryPage {
  private static final String STYLE = """
      :root{color-scheme:light dark}
      body{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;line-height:1.5;
      max-width:72rem;margin:0 auto;padding:1rem;background:#f6f8fa;color:#1f2328}
      nav{columns:3 14rem;margin-bottom:2rem}
      nav a{display:block}
      a{color:#0b65c2}
      article{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5rem;padding:1.5rem 0;border-top:1px solid #d0d7de}
      svg{width:100%;height:auto}
      h3{margin-top:0}
      pre{overflow-x:auto;padding:.6rem;border-radius:6px;background:#eaeef2;font-size:.85rem}
      @media (max-width:56rem){article{grid-template-columns:minmax(0,1fr)}}
      @media (prefers-color-scheme:dark){body{background:#010409;color:#e6edf3}a{color:#58a6ff}article{border-color:#30363d}pre{background:#161b22}}
      """;

  private GalleryPage() {}

  static String html(List<Gallery.Section> sections) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Learning-rate schedules of Lanewise</title>\n");
    page.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>Learning-rate schedules of Lanewise</h1>\n");
    page.append("<p>The value at step t is the rate of optimizer step number t + 1; b is the base rate of a parameter group.</p>\n");
    page.append("<nav aria-label=\"Schedules\">\n");
    sections.stream().flatMap(s -> s.exhibits().stream())
        .forEach(e -> page.append("<a href=\"#").append(e.id()).append("\">").append(escaped(e.title())).append("</a>\n"));
    page.append("</nav>\n");
    for (Gallery.Section section : sections) {
      page.append("<section>\n<h2>").append(escaped(section.title())).append("</h2>\n");
      section.exhibits().forEach(e -> append(page, e));
      page.append("</section>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder page, Exhibit e) {
    page.append("<article id=\"").append(e.id()).append("\">\n<div>\n<h3>").append(escaped(e.title())).append("</h3>\n");
    page.append("<pre>").append(escaped(e.formula())).append("</pre>\n");
    page.append("<p>").append(escaped(e.parameters())).append("</p>\n<p>").append(escaped(e.use())).append("</p>\n");
    page.append("<pre><code>").append(escaped(e.code())).append("</code></pre>\n</div>\n<div>\n").append(e.svg()).append("</div>\n</article>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
