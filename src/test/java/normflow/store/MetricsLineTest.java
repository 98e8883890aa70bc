package normflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import normflow.codec.Codec;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import org.junit.jupiter.api.Test;

class MetricsLineTest {

  @Test
  void aLineFromBeforeTheSplitIsRead() {
    String line =
        "{\"step\":200,\"epoch\":0.9,\"trainingNll\":1.5,\"validationNll\":1.4,"
            + "\"learningRate\":0.003,\"gradientNorm\":0.2,\"rowsPerSecond\":20000,\"seconds\":5}";
    Measurement read = Codec.json("line", line, MetricsLine.class).measurement();
    assertEquals(1.4, read.validationLoss());
    assertTrue(Double.isNaN(read.split().total()));
  }

  /** What a checkpoint holds says nothing of the input. */
  @Test
  void bothUnitsAreTold() {
    Measurement point = new Measurement(1, 1, 1.5, 1.25, 1, 1, 1, 1, new Split(1, 1, 1));
    MetricsLine line = MetricsLine.of(point, 0.5);
    assertEquals(1.25, line.validationNll().orElseThrow());
    assertEquals(0.75, line.validationNllInputUnits().orElseThrow());
    assertEquals(1.0, line.trainingNllInputUnits().orElseThrow());
    assertTrue(MetricsLine.of(point).trainingNllInputUnits().isEmpty());
  }

  @Test
  void theSplitComesBack() {
    Measurement point = new Measurement(1, 1, 1, 1, 1, 1, 1, 1, new Split(0.5, 0.25, 0.125));
    String line = Codec.jsonLine(MetricsLine.of(point));
    assertEquals(point, Codec.json("line", line, MetricsLine.class).measurement());
  }
}
