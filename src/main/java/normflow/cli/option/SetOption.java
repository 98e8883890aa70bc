package normflow.cli.option;

import java.util.Map;
import java.util.stream.Collectors;
import normflow.codec.Changes;
import normflow.text.Secrets;
import normflow.text.Shown;
import picocli.CommandLine.Option;

/** Values in place of those of a YAML file. */
public final class SetOption {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A value, as YAML, in place of the file's, by the dotted path of its key, such as"
              + " training.optimizer.learningRate=1e-3; may be repeated.")
  private Map<String, String> values = Map.of();

  /** As they are said again, each behind a blank; passwords are not. */
  public String words() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + Secrets.shown(value.getKey(), value.getValue()))
        .map(value -> " --set " + Shown.argument(value))
        .collect(Collectors.joining());
  }

  public Changes changes() {
    return new Changes(values);
  }
}
