package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.config.Source;
import normflow.spark.rows.ColumnLook;
import normflow.spark.rows.TableLook;
import normflow.text.Numbers;
import normflow.text.Shown;

/** What is in a table, as text, and a job to begin with. */
public final class LookText {

  private static final List<String> HEAD =
      List.of(
          "column", "nulls", "distinct", "commonest", "least", "median", "greatest", "taken as");

  private LookText() {}

  /** A line for each column, what is odd, and a job. */
  public static String of(TableLook look, Source.Table table) {
    StringBuilder text = new StringBuilder();
    text.append(
        Numbers.format(
            "%s: %,d rows%s, %d columns; below are %,d rows at even distances%n%n",
            table.path().isEmpty() ? table.format() : table.path(),
            look.rows(),
            look.badRows() == 0
                ? ""
                : Numbers.format(
                    " and %,d bad ones, with an infinity or a number beyond all", look.badRows()),
            look.columns().size() + look.leftOut().size(),
            look.sampled()));
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEAD);
    look.columns().forEach(column -> lines.add(cells(column)));
    append(text, lines);
    text.append('\n');
    for (String remark : remarks(look)) {
      text.append(remark).append('\n');
    }
    return text.append(job(look, table)).toString();
  }

  private static List<String> cells(ColumnLook column) {
    return List.of(
        Shown.line(column.name()),
        Numbers.format("%.1f%%", 100 * column.nulls()),
        Numbers.format("%,d", column.distinct()),
        column
            .commonest()
            .map(
                value ->
                    Numbers.format(
                        "%s in %.1f%%",
                        value instanceof Double number ? Numbers.value(number) : Shown.value(value),
                        100 * column.share()))
            .orElse("-"),
        number(column.least()),
        number(column.median()),
        number(column.greatest()),
        column.taken());
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Numbers.value(value.getAsDouble()) : "-";
  }

  /** Columns under each other, the last one as long as it is. */
  private static void append(StringBuilder text, List<List<String>> lines) {
    int last = HEAD.size() - 1;
    for (List<String> line : lines) {
      for (int i = 0; i < last; i++) {
        int column = i;
        int width = lines.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
        text.append(Numbers.format("%-" + width + "s  ", line.get(i)));
      }
      text.append(line.get(last)).append('\n');
    }
  }

  private static List<String> remarks(TableLook look) {
    List<String> remarks = new ArrayList<>();
    look.columns().forEach(column -> column.objection().ifPresent(remarks::add));
    look.leftOut().forEach(column -> remarks.add(Shown.paragraph(column.why())));
    if (look.duplicates() > 0) {
      remarks.add(
          Numbers.format(
              "%,d of these rows (%.1f%%) equal one before in all of these columns: chance where columns have few"
                  + " values, else copies, which tie training and held-out rows together",
              look.duplicates(), 100.0 * look.duplicates() / look.sampled()));
    }
    return remarks;
  }

  private static String job(TableLook look, Source.Table table) {
    if (look.telling().isEmpty()) {
      return "No column is left that a density could be of.\n";
    }
    String options =
        table.options().isEmpty()
            ? ""
            : Numbers.format(" options: %s,", Codec.jsonLine(table.options()));
    return Numbers.format(
        "%nA job to begin with:%n%n"
            + "data: {type: table, format: %s, path: %s,%s columns: %s}%n"
            + "test: {share: 0.2}%n"
            + "flow: {type: tabular}%n"
            + "output: models/first%n",
        Codec.jsonLine(table.format()),
        Codec.jsonLine(table.path()),
        options,
        Codec.jsonLine(look.telling().stream().map(ColumnLook::name).toList()));
  }
}
