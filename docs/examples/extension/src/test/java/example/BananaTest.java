package example;

import normflow.density.DensityContract;
import org.junit.jupiter.api.Test;

class BananaTest {

  @Test
  void keepsTheLawsOfDensities() {
    new DensityContract(new Banana(), new double[] {-6, -4}, new double[] {6, 40}).check();
  }
}
