package normflow.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: a script by which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which a shell completes what you type.",
      "It completes commands, options, their values and paths of submit/local and of an",
      "alias normflow:",
      "  source <(./submit/local completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {

  /** What arguments that name files or folders are labelled. */
  private static final Set<String> PATHS =
      Set.of("PATH", "CONFIG", "RECIPE", "TABLE", "MODEL", "FOLDER");

  /** In place of what zsh's emulation of bash takes for the files of any folder. */
  private static final String FILES = "_normflow_files";

  /** Who reads the script. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "bash or zsh, which takes the same script; ${DEFAULT-VALUE} by default.")
  private Shell shell;

  @Mixin private Console console;

  @Spec private CommandSpec spec;

  /** A script as JSON. */
  record Script(Shell shell, String script) {}

  @Override
  public Integer call() {
    Map<String, CommandLine> commands = spec.root().subcommands();
    CommandLine root = new CommandLine(CommandSpec.create());
    commands.forEach((name, line) -> root.addSubcommand(name, typed(line, commands.keySet())));
    spec.root().options().forEach(root.getCommandSpec()::addOption);
    String script = AutoComplete.bash("normflow", root).replace("compgen -f --", FILES) + words();
    console.answer(new Script(shell, script), script);
    return 0;
  }

  /** A command whose arguments say by their types what picocli completes them by. */
  private static CommandLine typed(CommandLine command, Set<String> commands) {
    CommandSpec given = command.getCommandSpec();
    CommandSpec typed = CommandSpec.create().name(given.name());
    for (OptionSpec option : given.options()) {
      typed.addOption(
          OptionSpec.builder(option.names())
              .arity(option.arity())
              .paramLabel(option.paramLabel())
              .type(type(option))
              .completionCandidates(values(option))
              .build());
    }
    for (PositionalParamSpec place : given.positionalParameters()) {
      typed.addPositional(
          PositionalParamSpec.builder()
              .index(place.index())
              .arity(place.arity())
              .paramLabel(place.paramLabel())
              .type(type(place))
              .completionCandidates(given.helpCommand() ? commands : values(place))
              .build());
    }
    return new CommandLine(typed);
  }

  private static Class<?> type(ArgSpec argument) {
    return PATHS.contains(argument.paramLabel())
        ? File.class
        : argument.completionCandidates() == null ? argument.type() : String.class;
  }

  private static Iterable<String> values(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
    }
    return values.isEmpty() ? null : values;
  }

  /** What picocli's script leaves to be done. */
  private static String words() {
    try (InputStream script = CompletionCommand.class.getResourceAsStream("completion.sh")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read completion.sh", e);
    }
  }
}
