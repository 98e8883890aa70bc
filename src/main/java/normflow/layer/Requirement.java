package normflow.layer;

/** What the numbers of fixed layers must be. */
final class Requirement {

  private Requirement() {}

  /**
   * Refuses a value.
   *
   * @param what it must be
   * @throws IllegalArgumentException if it is not
   */
  static void require(String name, boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": must be " + what);
    }
  }
}
