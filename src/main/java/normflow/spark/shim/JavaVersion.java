package normflow.spark.shim;

import java.util.Optional;
import normflow.codec.ConfigException;
import org.apache.hadoop.util.VersionInfo;

/** Whether this Java can run the Hadoop that Spark brings. */
public final class JavaVersion {

  /** From here on there is no {@code Subject.getSubject}, without which older Hadoop fails. */
  private static final int WITHOUT_SUBJECTS = 24;

  private JavaVersion() {}

  /**
   * Ends a command that could only end in an error of Hadoop's.
   *
   * @throws ConfigException if Java is too new for Hadoop; it names both, and what to do
   */
  public static void require() {
    refusal(Runtime.version().feature(), VersionInfo.getVersion())
        .ifPresent(
            why -> {
              throw new ConfigException(why, null);
            });
  }

  static Optional<String> refusal(int java, String hadoop) {
    return java >= WITHOUT_SUBJECTS && hadoop.matches("[12]\\..*|3\\.[0-4]\\..*")
        ? Optional.of(
            "Java "
                + java
                + ": Hadoop "
                + hadoop
                + " of this Spark does not run on Java 24 and later; set JAVA_HOME to a JDK 17 or"
                + " 21, or take Spark 4.2")
        : Optional.empty();
  }
}
