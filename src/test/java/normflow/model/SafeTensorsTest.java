package normflow.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import normflow.codec.ConfigException;
import normflow.flow.Architecture;
import normflow.graph.ParameterLayout;
import normflow.model.SafeTensors.Array;
import org.junit.jupiter.api.Test;

class SafeTensorsTest {

  private static final ParameterLayout LAYOUT = Architecture.RealNvp.defaults().flow(2).layout();

  @Test
  void parametersReturnToTheBit() {
    float[] parameters = LAYOUT.initial(3);
    byte[] bytes = SafeTensors.encode(SafeTensors.named(LAYOUT, parameters));
    assertArrayEquals(
        parameters,
        SafeTensors.vector(LAYOUT, SafeTensors.decode("file", bytes, LAYOUT.entries().size())));
  }

  /** The layout of the format, written out by hand. */
  @Test
  void bytesAreThoseOfTheFormat() {
    byte[] bytes = SafeTensors.encode(Map.of("a", new Array(List.of(2), new float[] {1, -2})));
    String header = new String(bytes, 8, bytes.length - 16, StandardCharsets.UTF_8);
    assertEquals(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", header.strip());
    assertEquals(0, header.length() % 8);
    assertEquals(header.length(), bytes[0]);
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0},
        Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length));
  }

  @Test
  void damagedBytesAreOnlyAnError() {
    byte[] whole = SafeTensors.encode(Map.of("a", new Array(List.of(2, 3), new float[6])));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      if (damaged.length > 0) {
        damaged[random.nextInt(Math.min(damaged.length, 80))] = (byte) random.nextInt(256);
      }
      try {
        SafeTensors.decode("file", damaged, 1);
      } catch (ConfigException e) {
        assertEquals("file", e.getMessage().substring(0, 4));
      }
    }
    assertThrows(
        ConfigException.class,
        () -> SafeTensors.decode("file", Arrays.copyOf(whole, whole.length - 4), 1));
  }

  @Test
  void aWeightOfAnotherShapeIsRefused() {
    Map<String, Array> arrays = SafeTensors.named(LAYOUT, LAYOUT.initial(1));
    arrays.put("layers.0.scale.0.weight", new Array(List.of(1), new float[1]));
    assertThrows(ConfigException.class, () -> SafeTensors.vector(LAYOUT, arrays));
    arrays.remove("layers.0.scale.0.weight");
    assertThrows(ConfigException.class, () -> SafeTensors.vector(LAYOUT, arrays));
  }
}
