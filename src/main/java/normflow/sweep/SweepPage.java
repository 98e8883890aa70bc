package normflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.config.Codec;
import normflow.config.SweepConfig;
import normflow.distributed.Storage;
import normflow.report.Block;
import normflow.report.Numbers;
import normflow.report.Page;
import normflow.report.Section;
import normflow.sweep.Leaderboard.Row;
import normflow.sweep.TrialResult.Measured;
import normflow.sweep.TrialResult.Status;
import org.apache.hadoop.fs.Path;

/**
 * The page of a sweep: its best trial, all others beside it, and what the axes have to do with it.
 */
record SweepPage(Storage storage, SweepConfig config, Leaderboard board) {

  private static final int MOST_ROWS = 100;
  private static final String NONE = "\u2013";

  Page page() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Result", result()));
    SweepPictures pictures = new SweepPictures(storage, board);
    pictures.sections().forEach(sections::add);
    sections.add(new Section("Leaderboard", List.of(leaderboard())));
    rungs().ifPresent(table -> sections.add(new Section("Rungs", List.of(table))));
    failures().ifPresent(table -> sections.add(new Section("Failures", List.of(table))));
    sections.add(new Section("Configuration", List.of(new Block.Preformatted(Codec.yaml(config)))));
    String subtitle =
        Numbers.format(
            "%d of %d trials trained to the end, %d stopped, %d failed",
            board.count(Status.FINISHED),
            board.trials(),
            board.count(Status.STOPPED),
            board.count(Status.FAILED));
    return new Page("Sweep", subtitle, sections);
  }

  private List<Block> result() {
    if (board.best().isEmpty()) {
      return List.of(new Block.Text("No trial has been trained to its end yet."));
    }
    Row best = board.best().get();
    Measured measured = best.result().measured().orElseThrow();
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        new Block.Fact(
            "best validation NLL",
            Numbers.nats(measured.validationNll()),
            Numbers.format("± %.4f nats", measured.validationStandardError())));
    if (measured.testNll().isPresent()) {
      facts.add(
          new Block.Fact(
              "its test NLL",
              Numbers.nats(measured.testNll().getAsDouble()),
              Numbers.format("± %.4f nats", measured.testStandardError().orElse(0))));
    }
    if (measured.gap().isPresent()) {
      facts.add(
          new Block.Fact(
              "gap to the true density",
              Numbers.nats(measured.gap().getAsDouble()),
              Numbers.format("± %.4f nats", measured.gapStandardError().orElse(0))));
    }
    facts.add(
        new Block.Fact(
            "training",
            Numbers.duration(board.rows().stream().mapToDouble(r -> r.result().seconds()).sum()),
            "all trials added up"));
    List<Block> blocks = new ArrayList<>(List.of(new Block.Facts(facts)));
    blocks.add(
        new Block.Text("Best: trial %s, %s".formatted(name(best), best.trial().description())));
    if (storage.exists(new Path(best.trial().folder(), "report/index.html"))) {
      blocks.add(new Block.Link("Its report", "trials/" + name(best) + "/report/index.html"));
    }
    blocks.add(new Block.Link("Its job file, for train", "best.yaml"));
    return blocks;
  }

  private static String name(Row row) {
    return row.trial().name();
  }

  private Block leaderboard() {
    List<String> header = new ArrayList<>(List.of("rank", "trial"));
    header.addAll(board.shortNames());
    header.addAll(
        List.of("status", "validation NLL", "test NLL", "gap", "parameters", "steps", "seconds"));
    List<List<String>> rows = new ArrayList<>();
    for (Row row : board.rows().subList(0, Math.min(MOST_ROWS, board.rows().size()))) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(rows.size() + 1), name(row)));
      board.axes().forEach(path -> cells.add(setting(row, path)));
      cells.addAll(results(row));
      rows.add(cells);
    }
    String rest =
        board.rows().size() > MOST_ROWS
            ? Numbers.format(" The best %d; leaderboard.csv has all.", MOST_ROWS)
            : "";
    return new Block.Table(
        header,
        rows,
        "NLL: mean negative log-likelihood in nats, in the units of the input, ± its standard"
            + " error; all trials have the same validation rows unless an axis changes the data."
            + " Stopped trials have the NLL of their last rung."
            + rest);
  }

  private static String setting(Row row, String path) {
    Setting setting = row.trial().settings().get(path);
    return setting == null ? NONE : setting.text();
  }

  private static List<String> results(Row row) {
    TrialResult result = row.result();
    Optional<Measured> measured = result.measured();
    OptionalDouble none = OptionalDouble.empty();
    return List.of(
        result.status().name().toLowerCase(Locale.ROOT),
        nats(
            result.validationNll(),
            measured.map(m -> OptionalDouble.of(m.validationStandardError())).orElse(none)),
        nats(
            measured.map(Measured::testNll).orElse(none),
            measured.map(Measured::testStandardError).orElse(none)),
        nats(
            measured.map(Measured::gap).orElse(none),
            measured.map(Measured::gapStandardError).orElse(none)),
        measured.map(m -> Numbers.format("%,d", m.parameters())).orElse(NONE),
        measured
            .map(m -> Numbers.format("%,d", m.steps()))
            .or(() -> Rungs.last(result).map(rung -> Numbers.format("%,d", rung.step())))
            .orElse(NONE),
        Numbers.format("%.1f", result.seconds()));
  }

  private static String nats(OptionalDouble value, OptionalDouble standardError) {
    if (value.isEmpty()) {
      return NONE;
    }
    String text = Numbers.nats(value.getAsDouble());
    return standardError.isPresent()
        ? text + " ± " + Numbers.nats(standardError.getAsDouble())
        : text;
  }

  private Optional<Block> rungs() {
    if (config.halving().isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    for (int rung = 0; rung < config.halving().get().rungs(); rung++) {
      int index = rung;
      List<Row> there =
          board.rows().stream().filter(row -> row.result().rungs().size() > index).toList();
      if (there.isEmpty()) {
        continue;
      }
      double[] losses =
          there.stream()
              .mapToDouble(row -> row.result().rungs().get(index).validationNll())
              .sorted()
              .toArray();
      int promoted = config.halving().get().promoted(there.size());
      rows.add(
          List.of(
              Integer.toString(rung + 1),
              Numbers.format("%,d", there.get(0).result().rungs().get(index).step()),
              Integer.toString(there.size()),
              Integer.toString(promoted),
              Numbers.nats(losses[0]),
              Numbers.nats(losses[promoted - 1])));
    }
    return Optional.of(
        new Block.Table(
            List.of("rung", "steps", "trials", "go on", "best NLL", "NLL of the last to go on"),
            rows,
            "Validation NLL in nats at each rung; the best go on, ties to the lower number."));
  }

  private Optional<Block> failures() {
    List<List<String>> rows =
        board.rows().stream()
            .filter(row -> row.result().status() == Status.FAILED)
            .map(row -> List.of(name(row), row.trial().description(), row.result().error()))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Block.Table(List.of("trial", "settings", "error"), rows, ""));
  }
}
