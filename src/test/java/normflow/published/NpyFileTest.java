package normflow.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {

  private static final String ROW_MAJOR =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsRead(int version) throws IOException {
    ColumnValues read = read(file(version, ROW_MAJOR, doubles(1, 2, 3, 4, 5, 6)));
    assertArrayEquals(new double[] {1, 3, 5}, read.values()[0]);
    assertArrayEquals(new double[] {2, 4, 6}, read.values()[1]);
  }

  @Test
  void columnMajorFilesAreReadByColumn() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }";
    ColumnValues read = read(file(1, header, doubles(1, 2, 3, 4, 5, 6)));
    assertArrayEquals(new double[] {1, 2, 3}, read.values()[0]);
    assertArrayEquals(new double[] {4, 5, 6}, read.values()[1]);
  }

  @Test
  void floatsAreReadAsTheyAre() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putFloat(0.1f).putFloat(-2.5f);
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    ColumnValues read = read(file(1, header, numbers.array()));
    assertEquals(0.1f, read.values()[0][0]);
    assertEquals(-2.5, read.values()[1][0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'<f8' | '<i8' | descr = <i8: must be <f8 or <f4; convert it with astype('<f8')",
        "'<f8' | '>f8' | descr = >f8: must be <f8 or <f4",
        "(3, 2) | (6,) | shape = (6,): a matrix has rows and columns",
        "(3, 2) | (3, 1, 2) | shape = (3, 1, 2): a matrix has rows and columns",
        "(3, 2) | (0, 2) | shape = (0, 2): rows and columns must be from 1",
        "(3, 2) | (-3, 2) | shape = (-3, 2): rows and columns must be from 1",
        "(3, 2) | (3000000000, 2) | rows and columns must be from 1 to 2,147,483,647",
        "(3, 2) | (2000000000, 2) | give it more with --driver-memory",
        "(3, 2) | (4, 2) | it ends before its last number: copy it again",
        "(3, 2) | (2, 2) | there is more behind its last number",
        "fortran_order | order | its header has no fortran_order"
      },
      quoteCharacter = '~')
  void otherFilesAreRefused(String part, String instead, String message) {
    byte[] file = file(1, ROW_MAJOR.replace(part, instead), doubles(1, 2, 3, 4, 5, 6));
    assertRefused(file, message);
  }

  @Test
  void everyShorterFileIsRefused() {
    byte[] file = file(1, ROW_MAJOR, doubles(1, 2, 3, 4, 5, 6));
    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), "x.npy cannot be read: ");
    }
  }

  @Test
  void otherFormatsAreRefused() {
    assertRefused("PK\3\4 a zip of arrays".getBytes(StandardCharsets.US_ASCII), "does not begin");
    assertRefused(file(4, ROW_MAJOR, doubles(1)), "version = 4: versions 1 to 3 are known");
  }

  private static void assertRefused(byte[] file, String message) {
    String found = assertThrows(IllegalArgumentException.class, () -> read(file)).getMessage();
    assertTrue(found.contains(message), found);
  }

  private static ColumnValues read(byte[] file) throws IOException {
    return NpyFile.read("x.npy", new ByteArrayInputStream(file));
  }

  private static byte[] doubles(double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(buffer::putDouble);
    return buffer.array();
  }

  private static byte[] file(int version, String header, byte[] numbers) {
    byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocate(12 + text.length + numbers.length);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) version).put((byte) 0).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      buffer.putShort((short) text.length);
    } else {
      buffer.putInt(text.length);
    }
    buffer.put(text).put(numbers);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
