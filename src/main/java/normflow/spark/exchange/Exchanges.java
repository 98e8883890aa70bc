package normflow.spark.exchange;

import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.config.RunConfig.ExchangeKind;
import normflow.spark.exchange.mail.Switchboard;
import normflow.spark.exchange.mail.WaitLimits;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.PartitionWork;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the exchange of a job, says which and why in one log line. */
public final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final int ENVELOPE_BYTES = 4096;

  private Exchanges() {}

  /**
   * The exchange for these rows.
   *
   * @throws ConfigException if resident tasks are asked for and are not possible
   */
  public static Exchange choose(
      ExchangeKind asked,
      SparkContext spark,
      PartitionWork work,
      SampleBlocks training,
      SampleBlocks validation) {
    if (asked == ExchangeKind.JOB) {
      LOG.info("exchange: one Spark job a step, as asked");
      return new JobExchange(spark, work, training, validation);
    }
    int partitions = training.blocks().getNumPartitions();
    Optional<String> obstacle = obstacle(spark, work, partitions);
    if (obstacle.isEmpty()) {
      Switchboard switchboard = ExchangePlugin.switchboard().orElseThrow();
      if (asked == ExchangeKind.RESIDENT) {
        LOG.info("exchange: resident tasks, {} of them, as asked", partitions);
        return new ResidentExchange(
            spark, work, training, validation, switchboard, WaitLimits.of(spark.conf()));
      }
      WaitLimits limits = WaitLimits.yielding(spark.conf());
      return new YieldingExchange(
          () -> new ResidentExchange(spark, work, training, validation, switchboard, limits),
          new JobExchange(spark, work, training, validation),
          switchboard.slots(),
          partitions,
          System::nanoTime);
    }
    if (asked == ExchangeKind.RESIDENT) {
      throw impossible(obstacle.get());
    }
    LOG.warn(
        "exchange: one Spark job a step, which is slower; for resident tasks, {}", obstacle.get());
    return new JobExchange(spark, work, training, validation);
  }

  /**
   * What would be chosen, in words.
   *
   * @throws ConfigException if resident tasks are asked for and are not possible
   */
  public static String described(
      ExchangeKind asked, SparkContext spark, PartitionWork work, int partitions) {
    if (asked == ExchangeKind.JOB) {
      return "one Spark job a step, as asked";
    }
    Optional<String> obstacle = obstacle(spark, work, partitions);
    if (obstacle.isPresent() && asked == ExchangeKind.RESIDENT) {
      throw impossible(obstacle.get());
    }
    return obstacle
        .map(why -> "one Spark job a step, which is slower; for resident tasks, " + why)
        .orElse("resident tasks");
  }

  private static ConfigException impossible(String obstacle) {
    return new ConfigException(
        "exchange = resident: "
            + obstacle
            + ", or set exchange: auto for one Spark job a step where tasks cannot stay",
        null);
  }

  /** What stands in the way of resident tasks, as what to do about it. */
  private static Optional<String> obstacle(SparkContext spark, PartitionWork work, int partitions) {
    Optional<Switchboard> switchboard = ExchangePlugin.switchboard();
    if (switchboard.isEmpty()) {
      return Optional.of("set spark.plugins=" + ExchangePlugin.class.getName());
    }
    if (spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Optional.of(
          "set spark.dynamicAllocation.enabled=false: Spark starts no barrier stage under it");
    }
    long message = work.mostBytes() + ENVELOPE_BYTES;
    long most = spark.conf().getInt("spark.rpc.message.maxSize", 128) * 1024L * 1024L;
    if (message > most) {
      return Optional.of(
          "raise spark.rpc.message.maxSize: a message has "
              + message
              + " bytes, allowed are "
              + most);
    }
    int slots = switchboard.get().slots().count();
    if (slots < partitions) {
      return Optional.of(
          "give the executors as many cores as there are partitions: they can run "
              + slots
              + " tasks at a time, and partitions = "
              + partitions);
    }
    return Optional.empty();
  }
}
