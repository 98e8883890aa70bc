package normflow.engine.tile.lower;

import static normflow.engine.tile.kernel.Function.DIVIDE;
import static normflow.engine.tile.kernel.Function.LEAKY;
import static normflow.engine.tile.kernel.Function.LEAKY_SLOPE;
import static normflow.engine.tile.kernel.Function.LESS;
import static normflow.engine.tile.kernel.Function.LESS_OR_EQUAL;
import static normflow.engine.tile.kernel.Function.MULTIPLY;
import static normflow.engine.tile.kernel.Function.NEGATE;
import static normflow.engine.tile.kernel.Function.POWER;
import static normflow.engine.tile.kernel.Function.SIGMOID;
import static normflow.engine.tile.kernel.Function.SIGMOID_SLOPE;
import static normflow.engine.tile.kernel.Function.TANH;
import static normflow.engine.tile.kernel.Function.TANH_SLOPE;

import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Value;

/**
 * The chain rule through element-wise operations. The last input is the gradient g of the result;
 * where an argument was stretched, its gradient is summed over what was stretched.
 */
final class Derivatives {

  private Derivatives() {}

  static List<Value> add(Call call) {
    Value g = call.input(2);
    return pair(call, g, g);
  }

  static List<Value> subtract(Call call) {
    Value g = call.input(2);
    return pair(call, g, call.expressions().apply(NEGATE, g));
  }

  static List<Value> reverseSubtract(Call call) {
    Value g = call.input(2);
    return pair(call, call.expressions().apply(NEGATE, g), g);
  }

  static List<Value> multiply(Call call) {
    Expressions e = call.expressions();
    Value g = call.input(2);
    return pair(call, e.apply(MULTIPLY, g, call.input(1)), e.apply(MULTIPLY, g, call.input(0)));
  }

  /** a / b: g / b and -g (a / b) / b. */
  static List<Value> divide(Call call) {
    Value a = call.input(0);
    Value b = call.input(1);
    return pair(call, numerator(call, b, call.input(2)), denominator(call, a, b, call.input(2)));
  }

  /** b / a. */
  static List<Value> reverseDivide(Call call) {
    Value a = call.input(0);
    Value b = call.input(1);
    return pair(call, denominator(call, b, a, call.input(2)), numerator(call, a, call.input(2)));
  }

  private static Value numerator(Call call, Value divisor, Value g) {
    return call.expressions().apply(DIVIDE, g, divisor);
  }

  private static Value denominator(Call call, Value dividend, Value divisor, Value g) {
    Expressions e = call.expressions();
    Value quotient = e.apply(DIVIDE, dividend, divisor);
    return e.apply(NEGATE, e.apply(DIVIDE, e.apply(MULTIPLY, g, quotient), divisor));
  }

  /** The larger argument gets the gradient; where they are equal, both do. */
  static List<Value> maximum(Call call) {
    return chosen(call, call.input(1), call.input(0), call.input(0), call.input(1));
  }

  /** The smaller argument gets the gradient; where they are equal, both do. */
  static List<Value> minimum(Call call) {
    return chosen(call, call.input(0), call.input(1), call.input(1), call.input(0));
  }

  private static List<Value> chosen(Call call, Value a, Value b, Value c, Value d) {
    Expressions e = call.expressions();
    Value g = call.input(2);
    return pair(
        call,
        e.apply(MULTIPLY, e.apply(LESS_OR_EQUAL, a, b), g),
        e.apply(MULTIPLY, e.apply(LESS_OR_EQUAL, c, d), g));
  }

  /** p x^(p - 1): the derivative alone, which another operation multiplies by g. */
  static List<Value> power(Call call) {
    double p = call.attributes().scalar();
    Expressions e = call.expressions();
    return List.of(e.scaled(Elementwise.parameterised(e, POWER, p - 1, call.input(0)), p));
  }

  static List<Value> tanh(Call call) {
    Expressions e = call.expressions();
    return List.of(e.apply(TANH_SLOPE, e.apply(TANH, call.input(0)), call.input(1)));
  }

  static List<Value> sigmoid(Call call) {
    Expressions e = call.expressions();
    return List.of(e.apply(SIGMOID_SLOPE, e.apply(SIGMOID, call.input(0)), call.input(1)));
  }

  static List<Value> softplus(Call call) {
    Expressions e = call.expressions();
    return List.of(e.apply(MULTIPLY, e.apply(SIGMOID, call.input(0)), call.input(1)));
  }

  /** The bent value has the sign of its argument, so that only one of them need be kept. */
  static List<Value> leaky(Call call) {
    Expressions e = call.expressions();
    double slope = call.real(0);
    if (!(slope > 0)) {
      throw call.unsupported("of slope " + slope);
    }
    Value bent = e.apply(LEAKY, slope, call.input(0));
    return List.of(e.apply(LEAKY_SLOPE, slope, bent, call.input(1)));
  }

  static List<Value> relu(Call call) {
    Expressions e = call.expressions();
    Value positive = e.apply(LESS, e.scalar(call.real(0)), call.input(0));
    return List.of(e.apply(MULTIPLY, positive, call.input(1)));
  }

  private static List<Value> pair(Call call, Value first, Value second) {
    return List.of(
        Reductions.unstretched(call, first, call.input(0)),
        Reductions.unstretched(call, second, call.input(1)));
  }
}
