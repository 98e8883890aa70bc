package normflow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void whatIsWrittenIsRead() {
    List<String> header = List.of("a", "b, c", "d \"e\"");
    List<List<String>> rows = List.of(List.of("1", "", "{x: 1, y: \"z\"}"), List.of("", "", "ü"));
    List<List<String>> read = Csv.read(Csv.of(header, rows));
    assertEquals(header, read.get(0));
    assertEquals(rows, read.subList(1, read.size()));
  }

  @Test
  void linesOfOtherSystemsAndEmptyOnesAreRead() {
    assertEquals(
        List.of(List.of("a", "b"), List.of("1", "2\n3"), List.of("4", "")),
        Csv.read("\uFEFFa,b\r\n\r\n1,\"2\n3\"\r\n4,"));
    assertEquals(List.of(), Csv.read(""));
  }

  @Test
  void aQuoteThatIsNotClosedIsSaidWithItsLine() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Csv.read("a\n\"b\n")).getMessage();
    assertTrue(message.startsWith("line 2: "), message);
  }
}
