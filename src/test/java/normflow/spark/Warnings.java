package normflow.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class warns of, or says, from here to {@link #close}. */
public final class Warnings implements AutoCloseable {

  private final Logger logger;
  private final Level before;
  private final Recorder recorder = new Recorder();

  public Warnings(Class<?> source) {
    this(source, Level.WARN);
  }

  public Warnings(Class<?> source, Level least) {
    logger = (Logger) LogManager.getLogger(source);
    before = logger.getLevel();
    recorder.start();
    logger.addAppender(recorder);
    logger.setLevel(least);
  }

  /** The messages since the last call. */
  public List<String> take() {
    synchronized (recorder.messages) {
      List<String> taken = List.copyOf(recorder.messages);
      recorder.messages.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    logger.removeAppender(recorder);
    logger.setLevel(before);
  }

  private static final class Recorder extends AbstractAppender {
    private final List<String> messages = new ArrayList<>();

    Recorder() {
      super("recorder", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      synchronized (messages) {
        messages.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
