package normflow.study.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import org.junit.jupiter.api.Test;

class CellTrainingTest {

  private static Measurement at(double seconds, double rowsPerSecond, double stepping) {
    Split split = new Split(stepping / 2, stepping / 4, stepping / 4);
    return new Measurement(1, 1, 0, 0, 0, 0, rowsPerSecond, seconds, split);
  }

  @Test
  void secondsOfAllRunsAreAddedUp() {
    assertEquals(0, CellTraining.seconds(List.of()));
    assertEquals(5, CellTraining.seconds(List.of(at(2, 1, 1), at(5, 1, 1))));
    assertEquals(
        8, CellTraining.seconds(List.of(at(2, 1, 1), at(5, 1, 1), at(1, 1, 1), at(3, 1, 1))));
  }

  @Test
  void speedIsRowsByTimeNotAMeanOfSpeeds() {
    assertEquals(0, CellTraining.rowsPerSecond(List.of()));
    assertEquals(0, CellTraining.rowsPerSecond(List.of(at(1, Double.NaN, Double.NaN))));
    assertEquals(25, CellTraining.rowsPerSecond(List.of(at(1, 10, 3), at(2, 70, 1))));
  }
}
