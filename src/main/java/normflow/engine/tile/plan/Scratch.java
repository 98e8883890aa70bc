package normflow.engine.tile.plan;

/** Memory that steps use one after the other; none keeps anything in it. */
final class Scratch {

  private float[] values = new float[0];

  /** Makes room, before any step runs. */
  void require(int size) {
    if (values.length < size) {
      values = new float[size];
    }
  }

  float[] values() {
    return values;
  }
}
