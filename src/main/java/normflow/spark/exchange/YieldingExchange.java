package normflow.spark.exchange;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import normflow.spark.exchange.mail.CoresHeld;
import normflow.spark.exchange.mail.Slots;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resident tasks while every partition has a core for itself, one Spark job a step while others
 * hold the cores: both give the same bits, so that it may change from one step to the next.
 */
final class YieldingExchange implements Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(YieldingExchange.class);

  /** How long it takes one job a step after resident tasks got no cores; doubled every time. */
  private static final long FIRST_PAUSE_NANOS = 30_000_000_000L;

  private final Supplier<ResidentExchange> tasks;
  private final JobExchange jobs;
  private final Slots slots;
  private final int partitions;
  private final LongSupplier nanoTime;
  private Optional<ResidentExchange> resident = Optional.empty();
  private boolean told;
  private long pause = FIRST_PAUSE_NANOS;
  private long pausedAt;
  private boolean paused;

  /**
   * @param tasks makes an exchange of resident tasks that gives up soon where there are no cores
   * @param jobs what stands in for it
   * @param slots of the executors
   * @param partitions that need a core each
   */
  YieldingExchange(
      Supplier<ResidentExchange> tasks,
      JobExchange jobs,
      Slots slots,
      int partitions,
      LongSupplier nanoTime) {
    this.tasks = tasks;
    this.jobs = jobs;
    this.slots = slots;
    this.partitions = partitions;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<PartitionResult> answers(Command command) {
    if (resident.isEmpty() && mayStay()) {
      LOG.info("exchange: resident tasks, {} of them", partitions);
      resident = Optional.of(tasks.get());
    }
    if (resident.isEmpty()) {
      return jobs.answers(command);
    }
    try {
      return resident.get().answers(command);
    } catch (CoresHeld e) {
      giveWay(e.getMessage());
      return jobs.answers(command);
    }
  }

  private boolean mayStay() {
    if (paused && nanoTime.getAsLong() - pausedAt < pause) {
      return false;
    }
    int free = slots.free();
    if (free < partitions && !told) {
      told = true;
      LOG.warn(
          "exchange: one Spark job a step, which is slower, while others hold the cores: {} of {}"
              + " are free, and partitions = {}",
          Math.max(0, free),
          slots.count(),
          partitions);
    }
    return free >= partitions;
  }

  private void giveWay(String reason) {
    LOG.warn("exchange: one Spark job a step, which is slower, for some time: {}", reason);
    close();
    pause = paused ? 2 * pause : pause;
    paused = true;
    pausedAt = nanoTime.getAsLong();
  }

  /** Whether tasks stay now. */
  boolean isResident() {
    return resident.isPresent();
  }

  @Override
  public void close() {
    resident.ifPresent(ResidentExchange::close);
    resident = Optional.empty();
  }
}
