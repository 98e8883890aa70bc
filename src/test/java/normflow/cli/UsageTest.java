package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What people read who ask for help or mistype something. */
class UsageTest {

  private static final int COLUMNS = 80;

  private static Map<String, CommandSpec> commands() {
    Map<String, CommandSpec> commands = new TreeMap<>();
    new CommandLine(new Main())
        .getSubcommands()
        .forEach((name, line) -> commands.put(name, line.getCommandSpec()));
    commands.remove("help");
    assertTrue(commands.size() > 10);
    return commands;
  }

  /** All is said beside the name, and in the help of the command no line is broken. */
  @Test
  void everyCommandIsSummedUpInALine() {
    String help = Commands.ok("help");
    commands()
        .forEach(
            (name, command) -> {
              String[] lines = command.usageMessage().description();
              assertTrue(lines[0].endsWith("."), name);
              assertTrue(
                  help.lines().anyMatch(line -> line.endsWith("  " + lines[0])), name + help);
              String own = Commands.ok("help", name);
              for (String line : lines) {
                assertTrue(own.lines().anyMatch(line::equals), own);
              }
            });
    assertTrue(help.lines().allMatch(line -> line.length() <= COLUMNS), help);
  }

  private static void refused(String said, String command, String... words) {
    Commands ran = Commands.run(words);
    assertEquals(2, ran.status(), ran.printed());
    List<String> lines = ran.printed().lines().toList();
    assertTrue(lines.size() <= 6, ran.printed());
    assertTrue(lines.get(0).startsWith("error: "), ran.printed());
    assertTrue(lines.get(0).contains(said), ran.printed());
    assertEquals(("see: normflow help " + command).strip(), lines.get(lines.size() - 1));
    assertFalse(ran.printed().contains("Usage:"), ran.printed());
  }

  /** Without what a command requires, too: the misspelt word is why it is missing. */
  @Test
  void aMisspeltOptionIsToldItsName() {
    commands()
        .forEach(
            (name, command) -> {
              for (OptionSpec option : command.options()) {
                String right = option.longestName();
                String wrong = right.substring(0, 4) + right.substring(5);
                if (command.findOption(wrong) == null) {
                  refused(
                      "unknown option " + wrong + " (did you mean " + right + "?)",
                      name,
                      name,
                      wrong + "=1");
                }
              }
            });
  }

  @Test
  void aMisspeltCommandIsToldItsName() {
    commands()
        .keySet()
        .forEach(
            name -> {
              String wrong = name.substring(0, 2) + name.substring(3);
              String meant = " (did you mean " + name + "?)";
              refused("unknown command " + wrong + meant, "", wrong, "x.yaml");
              refused("'" + wrong + "'." + meant, "", "help", wrong);
            });
    refused("name a command", "");
  }

  @Test
  void whatIsMissingIsNamed() {
    commands()
        .forEach(
            (name, command) -> {
              for (ArgSpec argument : command.args()) {
                if (argument.required() || argument.group() != null) {
                  refused(label(argument), name, name);
                }
              }
            });
    refused("--density, --rows and --output", "generate", "generate");
    refused("--data, --table or --query", "evaluate", "evaluate", golden());
    refused(
        "MODEL or --model=MODEL, --output=PATH or --output-table=NAME, --rows=N",
        "sample",
        "sample");
  }

  private static String golden() {
    return GoldenFoldersTest.GOLDEN + "/ended/density";
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("two-moons", "generate --density two-mons"),
        Arguments.of("checkerboard", "evaluate m --density chekerboard"),
        Arguments.of("skip", "score m --data d --output o --bad-rows skp"),
        Arguments.of("append", "score m --data d --output-table o --mode APEND"),
        Arguments.of("cluster", "sweep s.yaml --mode clutser"),
        Arguments.of("bash", "completion bsh"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aMisspeltValueIsToldTheRightOne(String meant, String words) {
    String[] split = words.split(" ");
    refused("(did you mean " + meant + "?)", split[0], split);
  }

  @Test
  void aNumberThatIsNone() {
    refused("'ten' is not a", "sample", "sample", "m", "--rows", "ten", "--output", "o");
  }

  /** Before Spark. */
  @Test
  void aMisspeltFlowIsToldTheRightOne() {
    Commands ran = Commands.run("train", "conf/two-moons.yaml", "--set", "flow.type=relnvp");
    assertEquals(2, ran.status());
    assertTrue(ran.printed().startsWith("error: "), ran.printed());
    assertTrue(ran.printed().contains("(did you mean realnvp?)"), ran.printed());
  }

  @Test
  void aModelIsNamedOnce() {
    for (String command : List.of("evaluate", "report", "score", "sample")) {
      List<String> words = new ArrayList<>(List.of(command, "a", "--model", "b"));
      words.addAll(command.equals("sample") ? List.of("--rows", "1") : List.of());
      words.addAll(List.of("--output", "o"));
      if (!command.equals("evaluate")) {
        refused("MODEL", command, words.toArray(String[]::new));
      }
      words.remove("--model");
      if (!command.equals("evaluate")) {
        refused("b", command, words.toArray(String[]::new));
      }
    }
  }

  /** Log and Spark take longer to load than all else together. */
  @ParameterizedTest
  @ValueSource(strings = {"help", "train --help", "train --nope", "completion bash"})
  void whatIsSaidAtOnceLoadsNeitherLogNorSpark(String line, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path classes = folder.resolve("classes");
    DriverProcess process =
        DriverProcess.start(
            folder.resolve("out"),
            folder.resolve("log"),
            Map.of(),
            List.of("-Xlog:class+load:file=" + classes),
            List.of(line.split(" ", -1)));
    assertEquals(line.endsWith("nope") ? 2 : 0, process.finish());
    String loaded = Files.readString(classes);
    assertTrue(loaded.contains("normflow.cli.Main "), loaded);
    for (String heavy : List.of("org.apache.logging.log4j.core.", "org.apache.spark.SparkConf ")) {
      assertFalse(loaded.contains(heavy), heavy);
    }
  }
}
