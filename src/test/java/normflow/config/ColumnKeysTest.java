package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.flow.Maf;
import normflow.flow.Tabular;
import org.junit.jupiter.api.Test;

/** What a job says of its columns. */
class ColumnKeysTest {

  private static final String REST = "flow: maf\noutput: o\n";

  private static Source.Table table(String keys) {
    String data = "data: {type: table, format: csv, path: t.csv, " + keys + "}\n";
    return (Source.Table) Codec.yaml("job", data + REST, RunConfig.class).data();
  }

  private static String refused(String keys) {
    return assertThrows(ConfigException.class, () -> table(keys)).getMessage();
  }

  @Test
  void aColumnIsNamedOnce() {
    assertTrue(refused("columns: [a, a]").contains("columns[1] = a: appears twice"));
    assertTrue(refused("columns: [a, ' ']").contains("columns[1] is blank"));
    assertTrue(refused("columns: [a], context: [b, a]").contains("context[1] = a: appears twice"));
    assertTrue(refused("columns: [a], context: [b, b]").contains("context[1] = b: appears twice"));
  }

  @Test
  void aTableIsGivenSomeOfItsContextOrHasOtherColumns() {
    Source.Table table = table("columns: [a], context: [b, c], where: {d: 1}");
    assertEquals(List.of("c"), table.given("c"::equals).context());
    assertEquals(List.of("a"), table.given("c"::equals).columns());
    assertEquals(List.of("b", "c"), table.contexts().columns());
    assertEquals(List.of(), table.contexts().context());
    Source.Table other = table.of(List.of("x"), List.of("y"));
    assertEquals(List.of("x"), other.columns());
    assertEquals(List.of("y"), other.context());
    assertEquals(table.where(), other.where());
    assertEquals("t.csv", other.path());
    Map<String, String> values = table.taking(new TreeMap<>(Map.of("e", "2"))).where();
    assertEquals(Map.of("e", "2"), values);
  }

  @Test
  void typesHaveWords() {
    for (StatedType type : StatedType.values()) {
      assertEquals(type, StatedType.of("types.a", type.word()));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> StatedType.of("types.a", "intger"))
            .getMessage();
    assertTrue(message.startsWith("types.a = intger: there is no such type"), message);
    assertTrue(message.contains("did you mean integer?"), message);
    assertTrue(message.endsWith("auto, continuous, positive, integer, categorical"), message);
    assertEquals(
        List.of(StatedType.CONTINUOUS, StatedType.POSITIVE, StatedType.INTEGER),
        Stream.of(StatedType.values()).filter(StatedType::isNumeric).toList());
    assertFalse(StatedType.AUTO.isNumeric() || StatedType.CATEGORICAL.isNumeric());
  }

  @Test
  void scalingsHaveWordsAndFitTheirFlow() {
    for (Scaling scaling : Scaling.values()) {
      assertEquals(scaling, Scaling.of(scaling.word()));
      assertEquals(scaling, scaling.requireFits(Maf.defaults()));
    }
    assertEquals("normal-scores", Scaling.NORMAL_SCORES.word());
    assertEquals(
        List.of(Scaling.WHITEN, Scaling.NORMAL_SCORES),
        Stream.of(Scaling.values()).filter(Scaling::isLayer).toList());
    assertEquals(Scaling.ROBUST, Scaling.ROBUST.requireFits(Tabular.defaults()));
    for (Scaling scaling : List.of(Scaling.WHITEN, Scaling.NORMAL_SCORES)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> scaling.requireFits(Tabular.defaults()))
              .getMessage();
      assertTrue(message.startsWith("standardize = " + scaling.word() + ": tabular"), message);
    }
  }
}
