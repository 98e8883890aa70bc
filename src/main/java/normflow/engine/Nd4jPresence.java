package normflow.engine;

/** Whether nd4j can be used in this JVM: the jar for executors has too little of it. */
public final class Nd4jPresence {

  private Nd4jPresence() {}

  /** Whether all of nd4j is on the class path; nothing of it is loaded. */
  public static boolean isWhole() {
    try {
      Class.forName("org.nd4j.linalg.factory.Nd4j", false, Nd4jPresence.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return false;
    }
  }

  /** The jar for executors is where the jar of everything is needed. */
  public static final class MissingNd4jException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * @param who needs it, the subject of a sentence in the plural
     */
    public MissingNd4jException(String who) {
      super(
          who
              + " need nd4j, which their class path has not: give them normflow-*-all.jar instead of"
              + " normflow-*-executor.jar (NORMFLOW_JAR=all for the scripts of submit/)");
    }

    /** Of executors that are to evaluate an operation without a kernel. */
    public static MissingNd4jException forOperation(String operation) {
      return new MissingNd4jException(
          "an operation has no kernel (" + operation + "), so that executors");
    }
  }
}
