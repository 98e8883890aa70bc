package normflow.page.advice;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import normflow.codec.Codec;
import normflow.config.BadRows;
import normflow.config.Source;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.spark.rows.ColumnLook;
import normflow.text.Numbers;
import normflow.text.Shown;

/** A first job as a YAML file, which says beside its keys why they are as they are. */
public final class JobFile {

  private final FirstJob first;
  private final Source.Table table;
  private final Map<String, ColumnLook> looks;
  private final StringBuilder text = new StringBuilder();

  private JobFile(FirstJob first, Source.Table table) {
    this.first = first;
    this.table = table;
    this.looks = first.looks();
  }

  /** The file of a job whose source is a table. */
  public static String of(FirstJob first) {
    return first
        .job()
        .data()
        .match(
            table -> new JobFile(first, table).written(),
            generated -> {
              throw new IllegalArgumentException(generated + ": is no table");
            });
  }

  private String written() {
    comment("A job to begin with: change what you know better. Relative paths are those of the");
    comment("folder in which a command is called.");
    text.append('\n');
    data();
    rows();
    text.append('\n');
    comment(why(first.job().flow()));
    text.append("flow: {type: " + Codec.typeName(first.job().flow().getClass()) + "}\n");
    training();
    text.append("\noutput: " + scalar(first.job().output()) + "\n");
    return text.toString();
  }

  private void data() {
    text.append("data:\n  type: table\n");
    key("format", table.format());
    key("path", table.path());
    key("table", table.table());
    key("query", table.query());
    if (!table.options().isEmpty()) {
      text.append("  options: " + Codec.jsonLine(table.options()) + "\n");
    }
    columns("columns", table.columns());
    columns("context", table.context());
    if (!first.leftOut().isEmpty()) {
      text.append("  # left out:\n");
      first.leftOut().values().forEach(why -> text.append("  #   " + line(why) + "\n"));
    }
  }

  private void key(String key, String value) {
    if (!value.isEmpty()) {
      text.append("  " + key + ": " + scalar(value) + "\n");
    }
  }

  private void columns(String key, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    text.append("  " + key + ":\n");
    for (String name : names) {
      ColumnLook look = looks.get(name);
      boolean given = key.equals("context");
      String what = given ? given(look) : look.taken();
      text.append("    - " + scalar(name) + "  # " + line(what) + "\n");
    }
  }

  /** What a density is given are numbers: a row without one is no row. */
  private static String given(ColumnLook look) {
    return look.nulls() == 0
        ? "numbers"
        : Numbers.format(
            "numbers; null in %.1f%% of the rows, which are skipped", 100 * look.nulls());
  }

  private void rows() {
    long skipped = first.rows().skipped();
    if (first.job().badRows() == BadRows.SKIP) {
      text.append('\n');
      comment(
          Numbers.format(
              "%,d of %,d rows have a null, a NaN or an infinity where a number is due",
              skipped, skipped + first.rows().used()));
      text.append("badRows: skip\n");
    }
    text.append('\n');
    comment(
        Numbers.format(
            "%,d rows to train on, %,d that choose the best parameters, %,d that measure the result",
            first.rows().training(), first.rows().validation(), first.rows().test()));
    text.append(Numbers.format("validation: {share: %s}%n", first.job().validating().share()));
    text.append(Numbers.format("test: {share: %s}%n", first.job().test().share()));
  }

  private String why(Architecture flow) {
    if (flow.takesAtoms()) {
      String mixed =
          table.columns().stream()
              .filter(name -> !looks.get(name).plain())
              .map(JobFile::line)
              .collect(Collectors.joining(", "));
      return mixed.isEmpty()
          ? "of a single column, which splines of others cannot map"
          : "of columns that are no plain numbers, as they are: " + mixed;
    }
    return table.context().isEmpty()
        ? "of plain numbers: neural splines are the default for them"
        : "of plain numbers given others: the default for this many of them";
  }

  private void training() {
    TrainingKeys training = first.defaults().training();
    int batch = training.batchSize().orElseThrow();
    long rows = first.rows().training();
    text.append('\n');
    comment(
        Numbers.format(
            "as %,d rows suggest: at most %,.0f times all of them; training ends before where"
                + " validation",
            rows, Math.ceil((double) training.steps() * Math.min(batch, rows) / rows)));
    comment("gets no better. What is left out, as widths of networks, follows from the rows too.");
    text.append("training:\n");
    text.append("  batchSize: " + batch + "\n");
    text.append("  steps: " + training.steps() + "\n");
  }

  private void comment(String words) {
    text.append("# " + line(words) + "\n");
  }

  private static String line(String words) {
    return Shown.line(words);
  }

  /** A text as a value, on one line. */
  private static String scalar(String value) {
    String plain = Codec.yaml(value).strip();
    return plain.contains("\n") || plain.startsWith("|") ? Codec.jsonLine(value) : plain;
  }
}
