package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.config.RunConfig;
import normflow.page.ModelReport;
import normflow.spark.FailureCause;
import normflow.spark.Termination;
import normflow.text.Numbers;
import normflow.text.Shown;
import org.apache.spark.sql.SparkSession;

/**
 * What could not be made of a model that is saved: each is named with its reason and the command
 * that makes it up, and the exit status is 1.
 */
public final class Missing {

  private final Console console;
  private final List<String> found = new ArrayList<>();

  public Missing(Console console) {
    this.console = console;
  }

  /** Writes {@code report/} in the folder of a model; the path of the page unless that fails. */
  public Optional<String> report(SparkSession session, RunConfig job) {
    String model = job.output();
    String again = "report --overwrite --model " + Shown.argument(model);
    Termination termination = Termination.ofProcess();
    termination.setLastWords(() -> console.error(words(model, "report", "terminated", again)));
    try (PieceProgress pieces = console.pieces("report", ModelReport.PIECES)) {
      return Optional.of(ModelReport.write(session, job, pieces::next));
    } catch (Exception | Error e) {
      // Spark throws checked exceptions that it does not declare, and pictures need libraries.
      if (termination.isRequested()) {
        // What is left to do is to be done whole.
        Thread.interrupted();
      }
      add(model, "report", FailureCause.reason(e), again);
      return Optional.empty();
    } finally {
      termination.setLastWords(() -> {});
    }
  }

  /**
   * Names something.
   *
   * @param model its folder
   * @param command that makes it up
   */
  public void add(String model, String what, String reason, String command) {
    found.add(words(model, what, reason, command));
  }

  private static String words(String model, String what, String reason, String command) {
    return Numbers.format(
        "the model is saved in %s; its %s is missing: %s; make it up with: %s",
        model, what, reason, command);
  }

  /** Says what is missing, after all that was done; the exit status. */
  public int status() {
    found.forEach(console::error);
    return found.isEmpty() ? 0 : 1;
  }
}
