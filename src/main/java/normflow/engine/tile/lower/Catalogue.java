package normflow.engine.tile.lower;

import static normflow.engine.tile.lower.Elementwise.binary;
import static normflow.engine.tile.lower.Elementwise.reversed;
import static normflow.engine.tile.lower.Elementwise.scalar;
import static normflow.engine.tile.lower.Elementwise.unary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.kernel.Function;

/** The operations that the tile engine evaluates, by SameDiff's names. */
final class Catalogue {

  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    RULES.put("identity", call -> List.of(call.input(0)));
    RULES.put("cast", Elementwise::toFloat);
    RULES.put("neg", unary(Function.NEGATE));
    RULES.put("abs", unary(Function.ABS));
    RULES.put("sign", unary(Function.SIGN));
    RULES.put("zeroslike", Elementwise::zeros);
    RULES.put("square", unary(Function.SQUARE));
    RULES.put("sqrt", unary(Function.SQRT));
    RULES.put("Reciprocal", unary(Function.RECIPROCAL));
    RULES.put("exp", unary(Function.EXP));
    RULES.put("expm1", unary(Function.EXPM1));
    RULES.put("log", unary(Function.LOG));
    RULES.put("log1p", unary(Function.LOG1P));
    RULES.put("tanh", unary(Function.TANH));
    RULES.put("sigmoid", unary(Function.SIGMOID));
    RULES.put("softplus", unary(Function.SOFTPLUS));
    RULES.put("sin", unary(Function.SIN));
    RULES.put("cos", unary(Function.COS));
    RULES.put("floor", unary(Function.FLOOR));
    RULES.put("leakyrelu", scalar(Function.LEAKY));
    RULES.put("relu", scalar(Function.MAX));
    RULES.put("pow", scalar(Function.POWER));

    RULES.put("add", binary(Function.ADD));
    RULES.put("subtract", binary(Function.SUBTRACT));
    RULES.put("multiply", binary(Function.MULTIPLY));
    RULES.put("divide", binary(Function.DIVIDE));
    RULES.put("reversesubtract", reversed(Function.SUBTRACT));
    RULES.put("reversedivide", reversed(Function.DIVIDE));
    RULES.put("maximum", binary(Function.MAX));
    RULES.put("minimum", binary(Function.MIN));
    RULES.put("biasadd", binary(Function.ADD));
    RULES.put("less", binary(Function.LESS));
    RULES.put("less_equal", binary(Function.LESS_OR_EQUAL));
    RULES.put("greater", reversed(Function.LESS));
    RULES.put("greater_equal", reversed(Function.LESS_OR_EQUAL));
    RULES.put("equals", binary(Function.EQUAL));

    RULES.put("lessthan_scalar", scalar(Function.LESS));
    RULES.put("greaterthan_scalar", Elementwise.reversedScalar(Function.LESS));
    RULES.put("ClipByValue", Elementwise::clip);

    RULES.put("add_scalar", scalar(Function.ADD));
    RULES.put("sub_scalar", scalar(Function.SUBTRACT));
    RULES.put("mul_scalar", scalar(Function.MULTIPLY));
    RULES.put("div_scalar", scalar(Function.DIVIDE));
    RULES.put("rsub_scalar", Elementwise.reversedScalar(Function.SUBTRACT));
    RULES.put("rdiv_scalar", Elementwise.reversedScalar(Function.DIVIDE));
    RULES.put("max_scalar", scalar(Function.MAX));
    RULES.put("min_scalar", scalar(Function.MIN));

    RULES.put("add_bp", Derivatives::add);
    RULES.put("subtract_bp", Derivatives::subtract);
    RULES.put("multiply_bp", Derivatives::multiply);
    RULES.put("divide_bp", Derivatives::divide);
    RULES.put("reversesubtract_bp", Derivatives::reverseSubtract);
    RULES.put("reversedivide_bp", Derivatives::reverseDivide);
    RULES.put("biasadd_bp", Derivatives::add);
    RULES.put("maximum_bp", Derivatives::maximum);
    RULES.put("minimum_bp", Derivatives::minimum);
    RULES.put("_powderivative", Derivatives::power);
    RULES.put("tanh_bp", Derivatives::tanh);
    RULES.put("sigmoid_bp", Derivatives::sigmoid);
    RULES.put("softplus_bp", Derivatives::softplus);
    RULES.put("lrelu_bp", Derivatives::leaky);
    RULES.put("thresholdedrelu_bp", Derivatives::relu);

    RULES.put("triangular_solve", Products::triangularSolve);
    RULES.put("matmul", Products::product);
    RULES.put("matmul_bp", Products::derivative);
    RULES.put("xw_plus_b", Products::affine);
    RULES.put("xw_plus_b_bp", Products::affineDerivative);

    RULES.put("reduce_sum", Reductions::sum);
    RULES.put("reduce_sum_bp", Reductions::sumDerivative);
    RULES.put("reduce_mean", Reductions::mean);
    RULES.put("reduce_mean_bp", Reductions::meanDerivative);
    RULES.put("reduce_max", Reductions::max);
    RULES.put("reduce_max_bp", Reductions::maxDerivative);

    RULES.put("shape_of", call -> List.of(call.input(0)));
    RULES.put("reshape", Shapes::reshape);
    RULES.put("expand_dims", Shapes::expand);
    RULES.put("squeeze", Shapes::squeeze);
    RULES.put("concat", Shapes::concat);
    RULES.put("concat_bp", Shapes::concatDerivative);
    RULES.put("slice", Shapes::slice);
    RULES.put("slice_bp", Shapes::sliceDerivative);
    RULES.put("strided_slice", Shapes::stridedSlice);
    RULES.put("strided_slice_bp", Shapes::stridedSliceDerivative);
  }

  private Catalogue() {}

  static Rule rule(String operation) {
    Rule rule = RULES.get(operation);
    if (rule == null) {
      throw new UnsupportedGraphException("op " + operation);
    }
    return rule;
  }
}
