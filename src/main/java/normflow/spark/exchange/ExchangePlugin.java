package normflow.spark.exchange;

import java.util.Map;
import java.util.Optional;
import normflow.spark.exchange.mail.FarStation;
import normflow.spark.exchange.mail.NearStation;
import normflow.spark.exchange.mail.Reply;
import normflow.spark.exchange.mail.Station;
import normflow.spark.exchange.mail.Switchboard;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Spark's way to let tasks talk to the driver, switched on by {@code
 * spark.plugins=normflow.spark.exchange.ExchangePlugin}; {@link ResidentExchange} needs it.
 *
 * <p>Spark makes one in every JVM of an application, before the first task.
 */
public final class ExchangePlugin implements SparkPlugin {

  private static volatile Optional<Switchboard> switchboard = Optional.empty();
  private static volatile Optional<Station> station = Optional.empty();

  /** The driver's end, where the plugin is switched on and a Spark context is up. */
  static Optional<Switchboard> switchboard() {
    return switchboard;
  }

  /** This executor's end. */
  static Station station() {
    return station.orElseThrow(
        () ->
            new IllegalStateException(
                "executor without "
                    + ExchangePlugin.class.getName()
                    + ": set spark.plugins for the whole application"));
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      Switchboard board = new Switchboard(context.conf());
      spark.addSparkListener(board.slots());
      switchboard = Optional.of(board);
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      if (message instanceof byte[] bytes) {
        return switchboard.map(board -> board.receive(bytes)).orElseGet(Reply.STOP::bytes);
      }
      throw new IllegalArgumentException("a message of " + message.getClass().getName());
    }

    @Override
    public void shutdown() {
      switchboard.ifPresent(board -> board.slots().close());
      switchboard = Optional.empty();
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      String executor = context.executorID();
      station =
          Optional.of(
              switchboard
                  .<Station>map(board -> new NearStation(executor, board))
                  .orElseGet(() -> new FarStation(context)));
    }

    @Override
    public void shutdown() {
      station = Optional.empty();
    }
  }
}
