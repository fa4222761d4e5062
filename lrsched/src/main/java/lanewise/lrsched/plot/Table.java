package lanewise.lrsched.plot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lanewise.lrsched.Schedule;

/** A plot as comma-separated values (RFC 4180, lines end with a line feed). */
final class Table {
  private final Plot plot;
  private final List<String> names = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  private record Column(Schedule schedule, double base) {}

  Table(Plot plot) {
    this.plot = plot;
    boolean single = plot.curves().size() == 1;
    for (Plot.Curve curve : plot.curves()) {
      names.add(single ? "lr" : curve.label());
      columns.add(new Column(curve.lr(), plot.base()));
      curve.momentum().ifPresent(m -> {
        names.add(single ? "momentum" : curve.label() + " momentum");
        columns.add(new Column(m, plot.baseMomentum()));
      });
    }
  }

  void writeTo(Appendable out) throws IOException {
    out.append("step");
    for (String name : names) {
      out.append(',').append(quoted(name));
    }
    out.append('\n');
    for (long t = 0; t <= plot.steps(); t++) {
      out.append(Long.toString(t));
      for (Column column : columns) {
        out.append(',').append(Double.toString(column.schedule().at(t, column.base())));
      }
      out.append('\n');
    }
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
