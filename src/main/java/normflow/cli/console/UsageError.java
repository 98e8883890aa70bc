package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import normflow.text.Nearest;
import normflow.text.Shown;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What is wrong with the words of a command line.
 *
 * @param problem with the word that may have been meant
 * @param help the command that explains what is right
 */
public record UsageError(String problem, String help) {

  /** What picocli found. */
  public static UsageError of(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String path = command.getCommandSpec().qualifiedName();
    String root = command.getCommandSpec().root().name();
    List<String> unmatched = command.getUnmatchedArguments();
    String problem =
        unmatched.isEmpty()
            ? error instanceof MissingParameterException missing ? missing(missing) : value(error)
            : unmatched(command, unmatched.get(0));
    return new UsageError(
        problem.replaceFirst("^Error: ", ""), root + " help" + path.substring(root.length()));
  }

  /** As one text. */
  public String joined() {
    return problem + "; see: " + help;
  }

  /** A word that is nothing here; another fault may follow from it. */
  private static String unmatched(CommandLine command, String word) {
    if (word.startsWith("-")) {
      String name = word.replaceFirst("=.*", "");
      List<String> known =
          command.getCommandSpec().options().stream()
              .flatMap(option -> Stream.of(option.names()))
              .toList();
      return "unknown option " + Shown.value(name) + Nearest.suggestion(name, known);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "unknown command "
          + Shown.value(word)
          + Nearest.suggestion(word, command.getSubcommands().keySet());
    }
    return "unexpected argument " + Shown.value(word);
  }

  /** All that a command needs and does not have, at once. */
  private static String missing(MissingParameterException error) {
    CommandLine command = error.getCommandLine();
    ParseResult given = command.getParseResult();
    List<String> missing = new ArrayList<>();
    for (ArgGroupSpec group : command.getCommandSpec().argGroups()) {
      if (group.multiplicity().min() > 0
          && group.args().stream().noneMatch(argument -> has(given, argument))) {
        missing.add(String.join(" or ", group.args().stream().map(UsageError::label).toList()));
      }
    }
    for (ArgSpec argument : command.getCommandSpec().args()) {
      if (argument.required() && argument.group() == null && !has(given, argument)) {
        missing.add(label(argument));
      }
    }
    return missing.isEmpty()
        ? error.getMessage()
        : "Missing required argument"
            + (missing.size() > 1 ? "s" : "")
            + ": "
            + String.join(", ", missing);
  }

  private static boolean has(ParseResult given, ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? given.hasMatchedOption(option)
        : given.hasMatchedPositional((PositionalParamSpec) argument);
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + "=" + option.paramLabel()
        : argument.paramLabel();
  }

  /** What is wrong with a value, or that there is none. */
  private static String value(ParameterException error) {
    String value = error.getValue();
    String problem = error.getMessage();
    return value == null ? problem : problem + suggestion(error, value);
  }

  private static String suggestion(ParameterException error, String value) {
    ArgSpec argument = error.getArgSpec();
    if (argument == null) {
      return Nearest.suggestion(value, error.getCommandLine().getSubcommands().keySet());
    }
    List<String> known = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(known::add);
    }
    return argument.type().isEnum()
        ? Nearest.suggestion(lower(value), known.stream().map(UsageError::lower).toList())
        : Nearest.suggestion(value, known);
  }

  /** Values of enumerations are taken in any case. */
  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
