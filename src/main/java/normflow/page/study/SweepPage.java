package normflow.page.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Halving;
import normflow.page.EvaluationLines;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import normflow.storage.Storage;
import normflow.study.Setting;
import normflow.study.Trial;
import normflow.study.search.Leaderboard;
import normflow.study.search.Leaderboard.Row;
import normflow.study.search.TrialResult;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Status;
import normflow.text.Numbers;
import org.apache.hadoop.fs.Path;

/**
 * The page of a sweep: its best trial, all others beside it, and what the axes have to do with it.
 */
public record SweepPage(Storage storage, SweepConfig config, Leaderboard board) {

  private static final int MOST_ROWS = 500;
  private static final String NONE = "\u2013";

  /** The page as HTML. */
  public String html() {
    return page().html();
  }

  private Page page() {
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
    return new Page("Sweep", subtitle, sections, isOpen());
  }

  /** Whether trials are still to come. */
  private boolean isOpen() {
    return board.count(Status.PAUSED) > 0 || board.rows().size() < board.trials();
  }

  private List<Block> result() {
    if (board.best().isEmpty()) {
      return List.of(new Block.Text("No trial has been trained to its end yet."));
    }
    Row best = board.best().get();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(best.result().measured().orElseThrow())));
    blocks.add(
        new Block.Text(
            Numbers.format("Best: trial %s, %s", name(best), best.trial().description())));
    if (storage.exists(new Path(best.trial().folder(), "report/index.html"))) {
      blocks.add(new Block.Link("Its report", folder(best.trial()) + "report/index.html"));
    }
    blocks.add(new Block.Link("Its job file, for train", "best.yaml"));
    board
        .together()
        .ifPresent(mean -> blocks.add(new Block.Text("Ensemble: " + EnsembleWords.of(mean) + ".")));
    return blocks;
  }

  private List<Block.Fact> facts(Measured best) {
    double seconds = board.rows().stream().mapToDouble(row -> row.result().seconds()).sum();
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(fact("best validation NLL", best.validationNll(), best.validationError()));
    if (best.testNll().isPresent()) {
      facts.add(fact("its test NLL", best.testNll().getAsDouble(), best.testError()));
    }
    best.reference().ifPresent(line -> facts.add(EvaluationLines.fact(line)));
    if (best.gap().isPresent()) {
      facts.add(fact("gap to the true density", best.gap().getAsDouble(), best.gapStandardError()));
    }
    facts.add(new Block.Fact("training", Numbers.duration(seconds), "all trials added up"));
    return facts;
  }

  private static Block.Fact fact(String name, double value, OptionalDouble standardError) {
    return new Block.Fact(name, Numbers.nats(value), Numbers.plusMinus(standardError) + " nats");
  }

  /** Where a trial lies, seen from the page. */
  static String folder(Trial trial) {
    return "trials/" + trial.name() + "/";
  }

  private static String name(Row row) {
    return row.trial().name();
  }

  private Block leaderboard() {
    List<String> header = new ArrayList<>(List.of("rank", "trial"));
    header.addAll(board.shortNames());
    header.addAll(
        List.of(
            "status",
            "validation NLL",
            "test NLL",
            "better by",
            "gap",
            "parameters",
            "steps",
            "seconds"));
    List<List<Block.Cell>> rows = new ArrayList<>();
    for (Row row : board.rows().subList(0, Math.min(MOST_ROWS, board.rows().size()))) {
      List<Block.Cell> cells = new ArrayList<>();
      cells.add(Block.Cell.of(Integer.toString(rows.size() + 1)));
      cells.add(new Block.Cell(name(row), folder(row.trial())));
      board.axes().forEach(path -> cells.add(Block.Cell.of(setting(row, path))));
      results(row).forEach(text -> cells.add(Block.Cell.of(text)));
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
            + " Stopped trials have the NLL of their last rung. Better by: on the test rows, than the"
            + " best of a Gaussian and a mixture of five that were fitted to the training rows."
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
        nats(result.validationNll(), measured.map(Measured::validationError).orElse(none)),
        nats(
            measured.map(Measured::testNll).orElse(none),
            measured.map(Measured::testError).orElse(none)),
        measured
            .flatMap(Measured::reference)
            .map(line -> nats(OptionalDouble.of(line.difference()), line.standardError()))
            .orElse(NONE),
        nats(
            measured.map(Measured::gap).orElse(none),
            measured.map(Measured::gapStandardError).orElse(none)),
        measured.map(m -> Numbers.format("%,d", m.parameters())).orElse(NONE),
        result.steps().map(steps -> Numbers.format("%,d", steps)).orElse(NONE),
        Numbers.format("%.1f", result.seconds()));
  }

  private static String nats(OptionalDouble value, OptionalDouble standardError) {
    if (value.isEmpty() || value.getAsDouble() >= Double.MAX_VALUE) {
      return NONE;
    }
    String text = Numbers.nats(value.getAsDouble());
    return standardError.isPresent()
        ? text + " ± " + Numbers.nats(standardError.getAsDouble())
        : text;
  }

  private Optional<Block> rungs() {
    int rungs = config.halving().map(Halving::rungs).orElse(0);
    List<List<String>> rows =
        IntStream.range(0, rungs)
            .filter(rung -> at(rung).findAny().isPresent())
            .mapToObj(this::rung)
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Block.Table.of(
                List.of("rung", "steps", "trials", "went on", "best NLL", "worst NLL to go on"),
                rows,
                compared() + " The best go on, ties to the lower number."));
  }

  private String compared() {
    return config.halving().map(Halving::cooldown).orElse(0.0) > 0
        ? "Validation NLL in nats at each rung, the best so far or that of a copy whose learning rate"
            + " has come to zero."
        : "Best validation NLL so far, in nats, at each rung.";
  }

  private List<String> rung(int rung) {
    return List.of(
        Integer.toString(rung + 1),
        steps(rung),
        Long.toString(at(rung).count()),
        Long.toString(at(rung).filter(result -> wentOn(rung, result)).count()),
        nll(at(rung).mapToDouble(result -> nll(rung, result)).min()),
        nll(
            at(rung)
                .filter(result -> wentOn(rung, result))
                .mapToDouble(result -> nll(rung, result))
                .max()));
  }

  private Stream<TrialResult> at(int rung) {
    return board.rows().stream()
        .map(Leaderboard.Row::result)
        .filter(result -> result.rungs().size() > rung);
  }

  private static boolean wentOn(int rung, TrialResult result) {
    return result.rungs().size() > rung + 1 || result.status() == Status.FINISHED;
  }

  private static double nll(int rung, TrialResult result) {
    return result.rungs().get(rung).validationNll();
  }

  private static String nll(OptionalDouble value) {
    return nats(value, OptionalDouble.empty());
  }

  /** Such as {@code 100} or, where batches differ in size, {@code 100 to 400}. */
  private String steps(int rung) {
    LongSummaryStatistics steps =
        at(rung).mapToLong(result -> result.rungs().get(rung).step()).summaryStatistics();
    return Numbers.format("%,d", steps.getMin())
        + (steps.getMax() > steps.getMin() ? Numbers.format(" to %,d", steps.getMax()) : "");
  }

  private Optional<Block> failures() {
    List<List<String>> rows =
        board.rows().stream()
            .filter(row -> row.result().status() == Status.FAILED)
            .map(row -> List.of(name(row), row.trial().description(), row.result().error()))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(Block.Table.of(List.of("trial", "settings", "error"), rows, ""));
  }
}
