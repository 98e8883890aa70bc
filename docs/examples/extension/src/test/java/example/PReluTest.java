package example;

import normflow.layer.LayerContract;
import org.junit.jupiter.api.Test;

class PReluTest {

  @Test
  void keepsTheLawsOfLayers() {
    new LayerContract(new PRelu(), 1, 0).check();
    new LayerContract(new PRelu(0.5), 3, 0).check();
  }
}
