package normflow.cli.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import normflow.config.SweepConfig.Mode;
import normflow.study.Placement;
import normflow.study.Strategy.Phase;
import normflow.study.StudyListener;
import normflow.study.Trial;
import normflow.study.search.Leaderboard;
import normflow.study.search.Leaderboard.Row;
import normflow.study.search.TrialResult;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Status;
import normflow.study.search.Trials;
import normflow.text.Numbers;
import normflow.text.Shown;
import normflow.train.TrainingListener;

/**
 * A sweep as a person follows it: on a terminal a table of the best trials that is drawn again
 * after each, elsewhere a line a trial, and one now and then while they are trained.
 */
public final class SweepProgress implements StudyListener<TrialResult>, AutoCloseable {

  private static final int ROWS = 10;
  private static final Set<Status> ENDED = EnumSet.of(Status.FINISHED, Status.STOPPED);

  /** A trial that has ended, as JSON. */
  record Event(String event, int done, int of, TrialResult trial) {}

  /** How far the trials of a phase are, as JSON. */
  record Beat(String event, int done, int of, int underWay, double seconds) {}

  private final Ticker ticker;
  private final Trials trials;
  private final long began = System.nanoTime();
  private int parallelism = 1;
  private boolean tasks;
  private String stage = "";
  private int ofStage;
  private int ended;
  private long stageBegan = System.nanoTime();
  private int drawn;
  private final Set<String> underWay = new HashSet<>();
  private final Heartbeat heart = new Heartbeat(this::beat);

  public SweepProgress(Ticker ticker, Trials trials) {
    this.ticker = ticker;
    this.trials = trials;
  }

  /** The rows are about to be read, which may take minutes before the first trial. */
  public void preparing() {
    say("preparing the rows of the trials");
  }

  @Override
  public synchronized void placed(Placement placement, Map<String, TrialResult> known) {
    parallelism = placement.parallelism();
    tasks = placement.mode() == Mode.TASKS;
    String how =
        tasks
            ? Numbers.format("each is one task, %d at a time", parallelism)
            : "one after the other over all partitions";
    int each = trials.repeats().count();
    String trainings = each > 1 ? Numbers.format(" of %d trainings", each) : "";
    say(
        Numbers.format(
            "%d trials%s: %s, %s", trials.planned(), trainings, how, placement.reason()));
    if (trials.dropped() > 0) {
      say(trials.dropped() + " draws were the same as others and are left out");
    }
    long finished =
        known.values().stream().map(TrialResult::status).filter(ENDED::contains).count();
    long begun =
        known.values().stream()
            .filter(result -> !ENDED.contains(result.status()) && !result.rungs().isEmpty())
            .count();
    if (finished + begun > 0) {
      say(
          Numbers.format(
              "%d trials are finished already, %d go on from where they were", finished, begun));
    }
  }

  @Override
  public synchronized void phase(Phase now) {
    stage = now.name();
    ofStage = now.steps();
    ended = 0;
    stageBegan = System.nanoTime();
    drawn = 0;
    say(Numbers.format("%d trials %s", now.trials(), stage));
  }

  @Override
  public synchronized TrainingListener began(Trial trial) {
    underWay.add(trial.name());
    if (tasks) {
      return new TrainingListener() {};
    }
    say(Numbers.format("trial %s: %s", trial.name(), trial.description()));
    drawn = 0;
    return new Progress(ticker);
  }

  @Override
  public synchronized void ended(Trial trial, TrialResult result, Collection<TrialResult> all) {
    Leaderboard board = Leaderboard.of(trials, all);
    underWay.remove(trial.name());
    ended++;
    // More may go on than one in so many.
    ofStage = Math.max(ofStage, ended);
    if (ticker.refreshes()) {
      draw(trial, result, board);
    } else {
      ticker.mark(
          () -> line(trial, result, board), () -> new Event("trial", ended, ofStage, result));
    }
  }

  private synchronized void beat() {
    // On a terminal others refresh a line of their own where trials are no tasks.
    if (!ticker.refreshes() || stage.isEmpty() || (tasks && !underWay.isEmpty())) {
      ticker.tell(
          this::line, () -> new Beat("trials", ended, ofStage, underWay.size(), since(began)));
    }
  }

  private String line() {
    return stage.isEmpty()
        ? Numbers.format("no trial yet, %s used", Numbers.duration(since(began)))
        : Numbers.format(
            "[%d/%d] %d under way, %s used",
            ended, ofStage, underWay.size(), Numbers.duration(since(began)));
  }

  private String line(Trial trial, TrialResult result, Leaderboard board) {
    return Numbers.format(
        "[%d/%d] trial %s: %s (%s); %s",
        ended, ofStage, trial.name(), outcome(result), time(), board.brief(trial));
  }

  private static String outcome(TrialResult result) {
    if (!result.error().isEmpty()) {
      return "failed: " + result.error();
    }
    String nll =
        result.validationNll().isPresent()
            ? Numbers.format("validation NLL %.4f", result.validationNll().getAsDouble())
            : "not validated";
    return result
        .measured()
        .map(m -> nll + " " + Numbers.plusMinus(m.validationError()) + " nats" + over(m))
        .orElse(nll + " nats");
  }

  private static String over(Measured measured) {
    return measured.repeats().map(its -> " over " + its.count() + " repeats").orElse("");
  }

  /** Such as {@code 3 min 20 s used, about 1 h 02 min left to the end}. */
  private String time() {
    double mean = since(stageBegan) / ended;
    return Numbers.format(
        "%s used, about %s left %s",
        Numbers.duration(since(began)), Numbers.duration(mean * (ofStage - ended)), stage);
  }

  private void draw(Trial trial, TrialResult result, Leaderboard board) {
    List<String> lines = new ArrayList<>();
    lines.add(line(trial, result, board));
    for (Row row : board.rows().subList(0, Math.min(ROWS, board.rows().size()))) {
      lines.add(
          Numbers.format(
              "  %-4s %-9s %s  %s",
              row.trial().name(),
              row.result().status().name().toLowerCase(Locale.ROOT),
              row.result().validationNll().isPresent()
                  ? Numbers.format("%9.4f", row.result().validationNll().getAsDouble())
                  : "        –",
              board.brief(row.trial())));
    }
    StringBuilder text = new StringBuilder(drawn > 0 ? "\u001b[" + drawn + "A" : "");
    lines.forEach(line -> text.append(Shown.line(line)).append("\u001b[K\n"));
    drawn = lines.size();
    ticker.draw(text.toString());
  }

  @Override
  public void close() {
    heart.close();
    ticker.end();
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }

  private void say(String line) {
    ticker.note(line);
  }
}
