package normflow.cli;

import java.util.concurrent.Callable;
import normflow.cli.console.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    // A path is completed by its last part where it has no entry of its own.
    String script =
        AutoComplete.bash("normflow", spec.root().commandLine())
            + "\ncomplete -F _complete_normflow -o default ./submit/local submit/local local\n";
    console.answer(new Script(shell, script), script);
    return 0;
  }
}
