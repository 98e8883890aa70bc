package normflow.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import normflow.codec.Codec;
import normflow.flow.Flow;
import normflow.flow.MixtureOfFlows;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.text.Numbers;

/** What a flow consists of, as text. */
public final class FlowText {

  private FlowText() {}

  /**
   * A line for each layer.
   *
   * @param allWeights whether every weight has a line, too
   */
  public static String of(Flow flow, boolean allWeights) {
    ParameterLayout layout = flow.layout();
    StringBuilder text = new StringBuilder();
    text.append(
        Numbers.format(
            "flow of %d columns%s: %d layers, %,d trained parameters, %,d statistics%n",
            flow.dim(),
            flow.context() == 0 ? "" : ", given " + flow.context(),
            flow.layers().size(),
            layout.trainedSize(),
            layout.size() - layout.trainedSize()));
    if (flow.base() instanceof MixtureOfFlows mixture) {
      text.append(mixture(mixture, allWeights));
    }
    for (int i = 0; i < flow.layers().size(); i++) {
      List<String> shapes = new ArrayList<>();
      int trained = 0;
      for (Weight weight : flow.layers().get(i).weights(flow.dim(), flow.context())) {
        trained += weight.role() == Weight.Role.TRAINED ? weight.size() : 0;
        shapes.add(
            Numbers.format(
                "    %-28s %-12s %s%n",
                Flow.prefix(i) + "." + weight.name(),
                weight.shape(),
                weight.role().name().toLowerCase(Locale.ROOT)));
      }
      text.append(
          Numbers.format("%4d  %,9d  %s%n", i, trained, Codec.jsonLine(flow.layers().get(i))));
      if (allWeights) {
        shapes.forEach(text::append);
      }
    }
    return text.toString();
  }

  private static String mixture(MixtureOfFlows mixture, boolean allWeights) {
    String members =
        mixture.members().stream().distinct().count() == 1
            ? of(mixture.members().get(0), allWeights)
            : mixture.members().stream()
                .map(member -> of(member, allWeights))
                .collect(Collectors.joining());
    return Numbers.format(
            "mixture of %d flows%s:%n",
            mixture.members().size(),
            mixture.crossFitted() ? ", each for the rows that it has not seen" : "")
        + members.indent(2);
  }
}
