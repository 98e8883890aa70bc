package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a shell makes of the script of {@code completion}. */
@Tag("slow")
class CompletionTest {

  /** Gives bash the words of a line as readline does, and prints what would be completed. */
  private static final String BASH =
      """
      source completion
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _normflow_words 2> /dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  /** Types a line and a tab in a terminal of zsh, and prints what stands there then. */
  private static final String ZSH =
      """
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; source ./completion; echo sta""rted'
      zpty -r shell said '*started*'
      zpty -w shell "print -rn -- '<'"
      zpty -r shell said '*<*<*'
      zpty -w -n shell "$1"$'\\t'
      sleep 2
      zpty -w -n shell $'\\n'
      sleep 1
      while zpty -r -t shell said; do print -rn -- "$said"; done
      zpty -d shell
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void someFiles() throws IOException {
    Files.writeString(folder.resolve("completion"), Commands.ok("completion"));
    Files.writeString(folder.resolve("complete.bash"), BASH);
    Files.writeString(folder.resolve("complete.zsh"), ZSH);
    Files.createDirectories(folder.resolve("models/moons"));
    Files.createFile(folder.resolve("models/notes.txt"));
    Files.createFile(folder.resolve("my job.yaml"));
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return printed;
  }

  private static List<String> bash(String... words) throws Exception {
    Stream<String> start = Stream.of("bash", "complete.bash", "./submit/local");
    String[] command = Stream.concat(start, Stream.of(words)).toArray(String[]::new);
    return run(command).lines().filter(line -> !line.isEmpty()).sorted().toList();
  }

  @Test
  void commandsAndOptions() throws Exception {
    var commands = new CommandLine(new Main()).getSubcommands();
    assertEquals(new ArrayList<>(new TreeSet<>(commands.keySet())), bash(""));
    assertEquals(List.of("train"), bash("tr"));
    assertEquals(List.of("train"), bash("help", "tr"));
    assertEquals(List.of("--help"), bash("--h"));
    for (String name : commands.keySet()) {
      for (var option : commands.get(name).getCommandSpec().options()) {
        String whole = option.longestName();
        assertTrue(bash(name, whole.substring(0, whole.length() - 1)).contains(whole), name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "generate --density two, two-circles two-moons",
    "generate --density = two, two-circles two-moons",
    "sweep --mode =, auto cluster tasks",
    "evaluate models/moons --density check, checkerboard",
    "prepare --dataset hep, hepmass",
    "score --bad-rows s, skip",
    "score --mode a, append",
    "sweep --mode t, tasks",
    "completion z, zsh",
    "sample --rows 1, ''"
  })
  void values(String words, String completed) throws Exception {
    assertEquals(completed, String.join(" ", bash(words.split(" "))));
  }

  /** A positional path, also behind options with and without values. */
  @ParameterizedTest
  @CsvSource({
    "report",
    "evaluate",
    "score",
    "sample",
    "inspect",
    "init",
    "train",
    "sweep",
    "benchmark",
    "generate",
    "compare",
    "compare models/moons",
    "report --overwrite",
    "report --output report",
    "train --set flow.layers = 4",
    "report --model",
    "score models/moons --data",
    "score models/moons --output",
    "score models/moons --output =",
    "sample models/moons --contexts",
    "prepare --input",
    "sweep --config",
    "sweep --replay"
  })
  void paths(String before) throws Exception {
    assertEquals(
        List.of("models/moons", "models/notes.txt"), bash((before + " models/").split(" ")));
  }

  @Test
  void aNameWithABlankIsOne() throws Exception {
    assertEquals(List.of("my job.yaml"), bash("train", "my"));
  }

  @ParameterizedTest
  @CsvSource({
    "submit/local gener, submit/local generate",
    "normflow train --overw, normflow train --overwrite",
    "submit/local generate --density check, submit/local generate --density checkerboard",
    "./submit/local report models/moo, ./submit/local report models/moons/",
    "./submit/local train --output mod, ./submit/local train --output models/",
    "./submit/local train my, ./submit/local train my\\ job.yaml"
  })
  void inZsh(String typed, String completed) throws Exception {
    assumeTrue(hasZsh(), "zsh is not installed");
    // What zsh draws brightens single characters.
    String drawn =
        run("zsh", "-f", "complete.zsh", typed).replaceAll("\\u001b\\[[0-9;?]*[a-zA-Z]", "");
    assertTrue(drawn.contains(completed), drawn);
  }

  private static boolean hasZsh() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "zsh")));
  }
}
