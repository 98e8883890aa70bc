package normflow.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.train.TrainingListener.StateSource;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps of a training are kept for its film. */
class FilmRecorderTest {

  private static final long STEPS = 400;
  private static final List<Long> ALL =
      List.of(4L, 16L, 36L, 64L, 100L, 144L, 196L, 256L, 324L, 400L);

  private final Storage storage = new Storage(new Configuration());
  private final Flow flow = Architecture.Planar.defaults().flow(2);

  @TempDir java.nio.file.Path folder;
  private Path model;

  @BeforeEach
  void name() {
    model = new Path(folder.resolve("model").toUri());
  }

  @Test
  void pointsAreEvenInTheSquareRootOfTheStep() {
    record(0, STEPS, 10);
    assertEquals(ALL, steps());
  }

  @Test
  void aResumedTrainingForgetsWhatLiesBehindItAndKeepsTheSamePoints() {
    record(0, 150, 10);
    record(100, STEPS, 10);
    assertEquals(ALL, steps());
    record(0, 20, 10);
    assertEquals(List.of(4L, 16L), steps());
  }

  @Test
  void noFilmLeavesNothing() {
    record(0, STEPS, 0);
    assertTrue(storage.list(new Path(model, "snapshots")).isEmpty());
  }

  @Test
  void aDamagedSnapshotIsPassedOver() {
    record(0, STEPS, 10);
    storage.write(new Path(model, "snapshots/step-000000000016.safetensors"), "none");
    assertEquals(9, steps().size());
  }

  private void record(long start, long end, int points) {
    try (OutputClaim claim = OutputClaim.take(storage, model, "test")) {
      Snapshots snapshots = new Snapshots(storage, model);
      snapshots.deleteAfter(start);
      FilmRecorder recorder = new FilmRecorder(snapshots, flow.layout(), points, start, claim);
      LongStream.rangeClosed(start + 1, end)
          .forEach(
              step -> {
                recorder.stepped(step, STEPS, 0);
                recorder.reached(source(step), step == STEPS);
              });
    }
  }

  private StateSource source(long step) {
    return new StateSource() {
      @Override
      public long step() {
        return step;
      }

      @Override
      public boolean passed(long interval) {
        return step % interval == 0;
      }

      @Override
      public TrainingState state() {
        float[] parameters = flow.layout().initial(step);
        Best best = new Best(0, 0, parameters, 0);
        return new TrainingState(step, parameters, new float[0], 0, 0, 0, best, List.of());
      }
    };
  }

  /** The steps that are kept, each with the parameters that it had. */
  private List<Long> steps() {
    Standardization none = new Standardization(new double[2], new double[] {1, 1}, 0);
    Model trained = new Model(flow, List.of("a", "b"), none, flow.layout().initial(1));
    return new Snapshots(storage, model)
        .of(trained).stream()
            .peek(
                kept ->
                    assertArrayEquals(
                        flow.layout().initial(kept.step()), kept.model().parameters()))
            .map(Snapshots.Snapshot::step)
            .toList();
  }
}
