package normflow.cli;

import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Ends an executor's process, with no chance to say goodbye, when it begins a task of a schedule:
 * {@code stage:partition} pairs in {@link #SCHEDULE}. In training by jobs every step is a stage.
 */
public final class HaltingPlugin implements SparkPlugin {

  /** The setting that holds the schedule. */
  static final String SCHEDULE = "spark.normflow.test.halts";

  /** In place of a stage: every task of every attempt. */
  static final String ALWAYS = "always";

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executioner();
  }

  private static final class Executioner implements ExecutorPlugin {
    private List<String> schedule = List.of();

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      schedule = List.of(context.conf().get(SCHEDULE, "").split(","));
    }

    @Override
    public void onTaskStart() {
      TaskContext task = TaskContext.get();
      boolean first = task.attemptNumber() == 0 && task.stageAttemptNumber() == 0;
      boolean due = first && schedule.contains(task.stageId() + ":" + task.partitionId());
      if (due || schedule.contains(ALWAYS)) {
        Runtime.getRuntime().halt(137);
      }
    }
  }
}
