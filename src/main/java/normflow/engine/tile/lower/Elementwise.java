package normflow.engine.tile.lower;

import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.kernel.Function;

/** Operations that apply a function element by element. */
final class Elementwise {

  /** SameDiff's number of the type float. */
  private static final int FLOAT = 5;

  private Elementwise() {}

  static Rule unary(Function f) {
    return call -> List.of(call.expressions().apply(f, call.input(0)));
  }

  static Rule binary(Function f) {
    return call -> List.of(call.expressions().apply(f, call.input(0), call.input(1)));
  }

  static Rule reversed(Function f) {
    return call -> List.of(call.expressions().apply(f, call.input(1), call.input(0)));
  }

  /** The second argument, or the function's parameter, is the operation's number. */
  static Rule scalar(Function f) {
    return call -> {
      double number = call.attributes().scalar();
      return List.of(
          f.arity() == 1
              ? parameterised(call.expressions(), f, number, call.input(0))
              : call.expressions().apply(f, call.input(0), call.expressions().scalar(number)));
    };
  }

  /** Powers that need no power function are computed without one. */
  static Value parameterised(Expressions e, Function f, double number, Value a) {
    if (f != Function.POWER) {
      return e.apply(f, number, a);
    }
    if (number == 0) {
      return e.apply(Function.EQUAL, a, a);
    } else if (number == 1) {
      return a;
    } else if (number == 2) {
      return e.apply(Function.SQUARE, a);
    } else if (number == 0.5) {
      return e.apply(Function.SQRT, a);
    } else if (number == -0.5) {
      return e.apply(Function.RECIPROCAL, e.apply(Function.SQRT, a));
    } else if (number == -1) {
      return e.apply(Function.RECIPROCAL, a);
    }
    return e.apply(f, number, a);
  }

  static Rule reversedScalar(Function f) {
    return call ->
        List.of(
            call.expressions()
                .apply(f, call.expressions().scalar(call.attributes().scalar()), call.input(0)));
  }

  /** Numbers: the bounds. */
  static List<Value> clip(Call call) {
    Expressions e = call.expressions();
    Value atLeast = e.apply(Function.MAX, call.input(0), e.scalar(call.real(0)));
    return List.of(e.apply(Function.MIN, atLeast, e.scalar(call.real(1))));
  }

  /** Of any input, infinite ones too: nothing is below itself. */
  static List<Value> zeros(Call call) {
    return List.of(call.expressions().apply(Function.LESS, call.input(0), call.input(0)));
  }

  /** Comparisons give 0 and 1 here, so that to make floats of them is to leave them. */
  static List<Value> toFloat(Call call) {
    if (call.integer(0, -1) != FLOAT) {
      throw call.unsupported("to a type other than float");
    }
    return List.of(call.input(0));
  }
}
