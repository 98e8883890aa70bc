package normflow.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import normflow.cli.Commands;
import normflow.cli.Main;
import normflow.cli.console.Ticker.Style;
import normflow.codec.Codec;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What commands print, and where, without Spark. */
class ConsoleTest {

  @Test
  void everyCommandHasTheSharedOptionsAndSaysItsExitStatuses() {
    Map<String, CommandLine> commands = new CommandLine(new Main()).getSubcommands();
    commands.forEach(
        (name, command) -> {
          if (!name.equals("help")) {
            for (String option : new String[] {"--quiet", "--json", "--help"}) {
              assertTrue(command.getCommandSpec().findOption(option) != null, name + option);
            }
            assertTrue(command.getUsageMessage().contains("Exit status:"), name);
          }
        });
    assertTrue(commands.size() > 10);
  }

  @Test
  void theCompletionKnowsEveryCommandAndItsOptions() {
    String script = Commands.ok("completion", "bash");
    for (String name : new CommandLine(new Main()).getSubcommands().keySet()) {
      assertTrue(script.contains("_picocli_normflow_" + name), name);
    }
    assertTrue(script.contains("'--no-report'"), script);
    assertTrue(script.contains(" ./submit/local submit/local local\n"), script);
  }

  @Test
  void anErrorUnderJsonIsOneObjectWithItsStatus() {
    ErrorText.Failure usage = failure("train", "--json");
    assertEquals(2, usage.status());
    assertTrue(usage.message().contains("CONFIG"), usage.message());
    ErrorText.Failure input = failure("train", "none.yaml", "--json");
    String place = java.nio.file.Path.of("none.yaml").toAbsolutePath().toString();
    String message = "none.yaml (file:" + place + ") does not exist";
    assertEquals(new ErrorText.Failure("error", message, 2), input);
    assertEquals("error: " + message + "\n", Commands.run("train", "none.yaml").printed());
  }

  private static ErrorText.Failure failure(String... arguments) {
    Commands ran = Commands.run(arguments);
    assertEquals(2, ran.status());
    return Codec.json("error", ran.printed(), ErrorText.Failure.class);
  }

  @Test
  void progressIsTextOnALineJsonForProgramsAndNothingIfQuiet() {
    assertEquals("pages: 1/2 density\npages: 2/2 film\n", pieces(Style.LINES));
    assertEquals("", pieces(Style.SILENT));
    assertEquals("\rpages: 1/2 density\u001B[K\rpages: 2/2 film\u001B[K\n", pieces(Style.TERMINAL));
    String first = pieces(Style.JSON).lines().findFirst().orElseThrow();
    assertEquals(
        new PieceProgress.Event("pieces", "pages", 0, 2, "density"),
        Codec.json("event", first, PieceProgress.Event.class));
  }

  /** Else the next line would go up to its last row alone. */
  @Test
  void aTerminalCutsWhatItsLineDoesNotHold() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Ticker ticker = new Ticker(new PrintStream(printed, true, UTF_8), Style.TERMINAL);
    String line = "step 400/5,000 (8%)  epoch 1.9";
    ticker.mark(() -> line, () -> "");
    ticker.draw("a table\n");
    ticker.end();
    assertEquals(
        "\r\u001B[?7l" + line + "\u001B[K\u001B[?7h\r\u001B[Ka table\n", printed.toString(UTF_8));
  }

  private static String pieces(Style style) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Ticker ticker = new Ticker(new PrintStream(printed, true, UTF_8), style);
    try (PieceProgress pieces = new PieceProgress("pages", 2, ticker)) {
      pieces.next("density");
      pieces.next("film");
    }
    return printed.toString(UTF_8);
  }
}
