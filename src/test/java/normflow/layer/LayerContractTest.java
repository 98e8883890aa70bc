package normflow.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.layer.LayerCatalogue.Case;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link LayerContract} for every layer of the catalogue. */
@Tag("slow")
class LayerContractTest {

  static Stream<Case> cases() {
    return LayerCatalogue.cases();
  }

  static Stream<Case> trained() {
    return cases().filter(layer -> !layer.layer().weights(layer.dim(), layer.context()).isEmpty());
  }

  static Stream<Case> fromLineToLine() {
    return trained().filter(layer -> !(layer.layer() instanceof Mixed));
  }

  private static LayerContract contract(Case layer) {
    return new LayerContract(
        layer.layer(), layer.dim(), layer.context(), LayerCatalogue.domain(layer.layer()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inverseReturnsTheRowsAndLogDeterminantsCancel(Case layer) {
    contract(layer).inverse();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logDeterminantIsThatOfTheNumericJacobian(Case layer) {
    contract(layer).logDeterminant();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsDoNotSeeTheirNeighbours(Case layer) {
    contract(layer).rowsAlone();
  }

  @ParameterizedTest
  @MethodSource("trained")
  void everyTrainedWeightHasTheGradientOfFiniteDifferences(Case layer) {
    contract(layer).gradients();
  }

  @ParameterizedTest
  @MethodSource("fromLineToLine")
  void startsAtOrNearTheIdentity(Case layer) {
    assertEquals(0, contract(layer).fromIdentity(), mostFromIdentity(layer.layer()));
  }

  /** How far from the identity a layer may start, on inputs of up to 1.5. */
  private static double mostFromIdentity(Layer layer) {
    if (layer instanceof Planar planar) {
      return planar.centred() ? 0.15 : 0.5;
    }
    if (layer instanceof Radial) {
      return 0.01;
    }
    if (layer instanceof MaskedCoupling coupling && !coupling.identityStart()) {
      return 0.6;
    }
    // What normalises adds 1e-5 to the variance.
    return layer instanceof BatchNorm || layer instanceof ActNorm ? 1e-5 : 1e-12;
  }

  @Test
  void catalogueHasEveryLayer() {
    Set<Class<?>> covered = new HashSet<>();
    cases().forEach(layer -> covered.add(layer.layer().getClass()));
    Set<Class<?>> ours =
        Arrays.<Class<?>>stream(Layer.class.getPermittedSubclasses())
            .filter(type -> type != CustomLayer.class)
            .collect(Collectors.toSet());
    assertEquals(ours, covered);
  }
}
