package normflow.engine;

import java.util.List;
import java.util.Map;
import normflow.flow.FlowGraph;
import normflow.graph.ParameterLayout;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One SameDiff graph that is run again and again without leaking.
 *
 * <p>SameDiff's session keeps a list of every array it freed and never prunes it, so sessions are
 * dropped every so many runs. Parameters are written in place: an array that is exchanged would
 * reach the outer graph only, not its gradient function.
 */
final class GraphSession implements AutoCloseable {

  private static final int RUNS_PER_SESSION = 64;

  private final FlowGraph flowGraph;
  private final SameDiff executed;
  private int runs;

  /**
   * @param flowGraph owner of the weights
   * @param executed the graph itself, or its gradient function
   */
  GraphSession(FlowGraph flowGraph, SameDiff executed) {
    this.flowGraph = flowGraph;
    this.executed = executed;
  }

  FlowGraph flowGraph() {
    return flowGraph;
  }

  /** Results of a run, freed when closed. */
  record Outputs(Map<String, INDArray> arrays) implements AutoCloseable {

    /** A copy of the values of an output in row-major order. */
    float[] values(String name) {
      INDArray array = arrays.get(name);
      if (array.ordering() == 'c' && !array.isView()) {
        return array.data().asFloat();
      }
      try (INDArray copy = array.dup('c')) {
        return copy.data().asFloat();
      }
    }

    @Override
    public void close() {
      for (INDArray array : arrays.values()) {
        if (array.closeable()) {
          array.close();
        }
      }
    }
  }

  Outputs run(float[] parameters, Block rows, List<String> outputs) {
    write(parameters);
    if (++runs % RUNS_PER_SESSION == 0) {
      dropSessions();
    }
    try (INDArray floats = Nd4j.create(rows.values(), new long[] {rows.rows(), rows.dim()}, 'c');
        INDArray input = floats.castTo(executed.getVariable(FlowGraph.INPUT).dataType())) {
      return new Outputs(
          executed.output(Map.of(FlowGraph.INPUT, input), outputs.toArray(String[]::new)));
    }
  }

  private void write(float[] parameters) {
    SameDiff owner = flowGraph.graph();
    for (ParameterLayout.Entry entry : flowGraph.layout().entries()) {
      INDArray array = owner.getVariable(entry.weight().name()).getArr();
      int size = entry.weight().size();
      float[] values = new float[size];
      System.arraycopy(parameters, entry.offset(), values, 0, size);
      array.data().setData(values);
    }
  }

  private void dropSessions() {
    for (InferenceSession session : executed.getSessions().values()) {
      session.getMmgr().close();
    }
    executed.getSessions().clear();
  }

  @Override
  public void close() {
    dropSessions();
  }
}
