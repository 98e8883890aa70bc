package normflow.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import normflow.codec.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TableOptionsTest {

  private static TableOptions given(String... words) {
    return CommandLine.populateCommand(new TableOptions(), words);
  }

  @Test
  void aFormatIsNoSecondPlace() {
    TableOptions table = given("--format", "csv");
    table.takes("TABLE", "data.txt");
    assertEquals("data.txt", table.path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--data=a.csv", "--table=a", "--query=SELECT 1"})
  void aTableHasOnePlace(String option) {
    TableOptions table = given(option);
    assertThrows(ConfigException.class, () -> table.takes("TABLE", "data.txt"));
  }
}
