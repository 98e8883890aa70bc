package normflow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
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
