package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import py4j.reflection.MethodInvoker;
import py4j.reflection.ReflectionEngine;

/** What Python finds through Py4J, which PySpark reaches the JVM by. */
class PythonGatewayTest {

  private final ReflectionEngine engine = new ReflectionEngine();

  private Object call(Object target, String method, Object... arguments) {
    MethodInvoker invoker = engine.getMethod(target, method, arguments);
    return engine.invoke(target, invoker, arguments);
  }

  @Test
  void everySetterIsFound() {
    NormalizingFlow flow = new NormalizingFlow();
    List<Method> setters =
        Stream.<Class<?>>of(
                FlowParams.class, TrainingParams.class, ClusterParams.class, ScoreParams.class)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
            .toList();
    assertTrue(setters.size() > 20);
    for (Method setter : setters) {
      Object argument = argument(setter.getParameterTypes()[0], setter.getName());
      assertEquals(flow, call(flow, setter.getName(), argument), setter.getName());
    }
    call(flow, "write");
    call(new LogLikelihoodEvaluator(), "write");
  }

  private static Object argument(Class<?> type, String setter) {
    if (type == String.class) {
      return switch (setter) {
        case "setHandleInvalid" -> "keep";
        case "setStandardize" -> "robust";
        case "setPurpose" -> "anomalies";
        case "setExchange" -> "job";
        default -> "nsf";
      };
    } else if (type == double.class) {
      return 0.25;
    } else if (type == long.class) {
      return 7L;
    } else if (type == int.class) {
      return 7;
    }
    if (type == Map.class) {
      return new HashMap<>(Map.of("x0", "integer"));
    }
    if (setter.equals("setQuantiles")) {
      return new ArrayList<>(List.of(0.05, 0.95));
    }
    // A list of Python.
    return new ArrayList<>(List.of("x0", "x1"));
  }
}
