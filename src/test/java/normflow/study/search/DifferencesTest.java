package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  private static SweepConfig sweep(String flow, String axes, String rest) {
    String base = "base: {data: {type: generated, density: moons, rows: 100}, flow: ";
    String text = base + flow + "}\noutput: out\naxes: " + axes + "\n" + rest;
    return Codec.yaml("sweep", text, SweepConfig.class);
  }

  private static List<String> between(SweepConfig one, SweepConfig other) {
    return Differences.between(one, other);
  }

  @Test
  void aWordIsItsType() {
    SweepConfig word = sweep("nsf", "{flow: [nsf, maf]}", "repeats: {seeds: 1}");
    SweepConfig keys = sweep("{type: nsf}", "{flow: [{type: nsf}, maf]}", "");
    assertEquals(List.of(), between(word, keys));
    assertEquals(List.of(), between(keys, word));
  }

  @Test
  void whatDiffersIsNamed() {
    String axes = "{flow: [nsf, maf]}";
    assertEquals(
        List.of("base.flow.bins was left out and is 4"),
        between(sweep("nsf", axes, ""), sweep("{type: nsf, bins: 4}", axes, "")));
    assertEquals(
        List.of("base.flow.type was maf and is nsf"),
        between(sweep("maf", axes, ""), sweep("{type: nsf}", axes, "")));
    assertEquals(
        List.of("axes.flow was [nsf, maf] and is [nsf]"),
        between(sweep("nsf", axes, ""), sweep("nsf", "{flow: [nsf]}", "")));
    assertEquals(
        List.of("repeats was left out and is {seeds=2, splits=1}"),
        between(sweep("nsf", axes, ""), sweep("nsf", axes, "repeats: {seeds: 2}")));
  }
}
