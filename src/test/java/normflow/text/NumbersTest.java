package normflow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Numbers, tables and suggestions, as people and programs read them. */
class NumbersTest {

  @Test
  void numbersHaveTheDigitsOfTheRootLocale() {
    assertEquals("1,234.50", Numbers.format("%,.2f", 1234.5));
    assertEquals("-1.0000", Numbers.nats(-1));
    assertEquals("0.0001", Numbers.nats(0.00005001));
    assertEquals("± 0.0044", Numbers.plusMinus(OptionalDouble.of(0.0044)));
    assertEquals("± –", Numbers.plusMinus(OptionalDouble.empty()));
  }

  @Test
  void durationsHaveTwoUnits() {
    assertEquals("0 s", Numbers.duration(0.4));
    assertEquals("1 s", Numbers.duration(0.5));
    assertEquals("59 s", Numbers.duration(59.4));
    assertEquals("1 min 00 s", Numbers.duration(59.5));
    assertEquals("59 min 59 s", Numbers.duration(3599));
    assertEquals("1 h 00 min", Numbers.duration(3600));
    assertEquals("25 h 01 min", Numbers.duration(25 * 3600 + 119));
  }

  @Property(tries = 300, seed = "1")
  void aDurationIsReadAsTheSecondsItWas(@ForAll @DoubleRange(max = 1e7) double seconds) {
    Map<String, Integer> units = Map.of("h", 3600, "min", 60, "s", 1);
    String[] words = Numbers.duration(seconds).split(" ");
    long read = 0;
    for (int i = 0; i < words.length; i += 2) {
      read += Long.parseLong(words[i]) * units.get(words[i + 1]);
    }
    assertTrue(words.length <= 4 && words[words.length - 2].length() <= 2);
    long whole = Math.round(seconds);
    assertEquals(whole < 3600 ? whole : whole - whole % 60, read);
  }

  @Property(tries = 300, seed = "1")
  void natsAreReadToFourDecimals(@ForAll @DoubleRange(min = -1e9, max = 1e9) double value) {
    assertEquals(value, Double.parseDouble(Numbers.nats(value)), 5.0001e-5 + Math.ulp(value));
  }

  /** By a reader of tables that knows nothing of ours. */
  @Property(tries = 300, seed = "1")
  void aTableIsReadAsWhatItWas(
      @ForAll @Size(min = 2, max = 4) List<@CharRange(from = ' ', to = '\u024f') String> header,
      @ForAll @Size(max = 4)
          List<
                  @Size(min = 2, max = 4) List<
                      @Chars({',', '"', ' ', 'a', '\n', '\r', '\u2028', '#', '\''}) String>>
              rows) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.trimValues(false);
    settings.setSkipEmptyLines(false);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.getFormat().setLineSeparator("\n");
    settings.getFormat().setComment('\uffff');
    List<String[]> read = new CsvParser(settings).parseAll(new StringReader(Csv.of(header, rows)));
    List<List<String>> written = new ArrayList<>(List.of(header));
    written.addAll(rows);
    assertEquals(
        written.stream()
            .map(row -> row.stream().map(value -> value.replaceAll("\\R", " ")).toList())
            .toList(),
        read.stream().map(List::of).toList());
  }

  @Test
  void valuesOfTablesAreQuotedWhereTheyMustBe() {
    assertEquals(
        "a,\"b,c\"\n\"say \"\"x\"\"\",one two\n,\n",
        Csv.of(List.of("a", "b,c"), List.of(List.of("say \"x\"", "one\r\ntwo"), List.of("", ""))));
  }

  @Test
  void aNameThatIsNearIsSuggested() {
    List<String> known = List.of("planar", "radial", "nsf");
    assertEquals(" (did you mean planar?)", Nearest.suggestion("plannar", known));
    assertEquals(" (did you mean planar?)", Nearest.suggestion("planetar", known));
    assertEquals(" (did you mean nsf?)", Nearest.suggestion("ns", known));
    assertEquals("", Nearest.suggestion("gaussianisation", known));
    assertEquals("", Nearest.suggestion("x", List.of()));
    assertEquals("", Nearest.suggestion("p".repeat(201), List.of("p".repeat(200))));
    assertTrue(Nearest.suggestion("p".repeat(200), List.of("p".repeat(199))).contains("did you"));
    assertTrue(Nearest.suggestion("p".repeat(199), List.of("p".repeat(200))).contains("did you"));
    assertEquals("", Nearest.suggestion("p".repeat(200), List.of("p".repeat(201))));
  }

  @Test
  void argumentsAreQuotedForAShell() {
    assertEquals("models/two-moons", Shown.argument("models/two-moons"));
    assertEquals("'m/${env:OUT}'", Shown.argument("m/${env:OUT}"));
    assertEquals("'it'\\''s here'", Shown.argument("it's here"));
    assertEquals("''", Shown.argument(""));
  }
}
