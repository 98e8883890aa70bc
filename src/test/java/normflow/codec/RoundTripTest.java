package normflow.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import normflow.config.BenchmarkConfig;
import normflow.config.GenerateConfig;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.SweepConfig;
import normflow.config.TableDefaults;
import normflow.flow.Architecture;
import normflow.flow.Base;
import normflow.flow.Flow;
import normflow.layer.Layer;
import normflow.layer.Univariate;
import normflow.train.optimizer.Schedule;

/** What is written is read as the same value, whatever it is. */
class RoundTripTest {

  /** A value, and what it is read as. */
  record Case<T>(Class<T> type, T value) {}

  @Property(tries = 200, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void everyValueReturnsFromYamlAndJson(@ForAll("cases") Case<?> one) {
    String yaml = Codec.yaml("any", one.value());
    assertEquals(one.value(), Codec.yaml("yaml", yaml, one.type()), yaml);
    String json = Codec.json(one.value());
    assertEquals(one.value(), Codec.json("json", json, one.type()), json);
    String line = Codec.jsonLine(one.value());
    assertEquals(one.value(), Codec.json("line", line, one.type()), line);
  }

  @Provide
  Arbitrary<Case<?>> cases() {
    List<Class<?>> types =
        List.of(
            RunConfig.class,
            SweepConfig.class,
            BenchmarkConfig.class,
            GenerateConfig.class,
            Source.class,
            TableDefaults.class,
            Schedule.class,
            Architecture.class,
            Flow.class,
            Base.class,
            Layer.class,
            Univariate.class);
    return Arbitraries.oneOf(types.stream().<Arbitrary<Case<?>>>map(RoundTripTest::cases).toList());
  }

  private static <T> Arbitrary<Case<?>> cases(Class<T> type) {
    return AnyValue.of(type).map(value -> new Case<>(type, type.cast(value)));
  }
}
