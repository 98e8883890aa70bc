package normflow.engine;

/** Whether nd4j can be used in this JVM: the jar for executors has too little of it. */
public final class Nd4jPresence {

  private Nd4jPresence() {}

  /**
   * Nothing if nd4j is on the class path.
   *
   * @param who needs it, as the subject of a sentence in the plural
   * @throws MissingNd4jException if it is not
   */
  public static void require(String who) {
    try {
      Class.forName("org.nd4j.linalg.factory.Nd4j", false, Nd4jPresence.class.getClassLoader());
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw MissingNd4jException.of(who);
    }
  }

  /** The jar for executors is where the jar of everything is needed. */
  public static final class MissingNd4jException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private MissingNd4jException(String message) {
      super(message);
    }

    /** What to say of who needs it, the subject of a sentence in the plural. */
    public static MissingNd4jException of(String who) {
      return new MissingNd4jException(
          who
              + " need nd4j, which their class path has not: give them normflow-*-all.jar instead of"
              + " normflow-*-executor.jar (NORMFLOW_JAR=all for the scripts of submit/)");
    }
  }
}
