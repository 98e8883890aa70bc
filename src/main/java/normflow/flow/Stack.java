package normflow.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import normflow.layer.Coupling;
import normflow.layer.Layer;
import normflow.layer.LuLinear;
import normflow.layer.Univariate;
import normflow.network.Conditioner;

/** What premade flows have in common. */
final class Stack {

  private static final int MOST = 10_000;

  private Stack() {}

  /** The layers of step after step. */
  static List<Layer> repeated(int count, IntFunction<List<Layer>> step) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.addAll(step.apply(i));
    }
    return layers;
  }

  /**
   * Couplings that take turns in which columns they leave unchanged: two, again and again. A single
   * column always changes, given the context.
   */
  static IntFunction<Layer> couplings(int dim, Univariate map, Conditioner conditioner) {
    Layer odd = Coupling.alternating(dim, 1, map, conditioner);
    Layer even = dim == 1 ? odd : Coupling.alternating(dim, 0, map, conditioner);
    return i -> i % 2 == 0 ? even : odd;
  }

  /** That of flows whose defaults are no paper's. */
  static final Base BASE = PowerTailNormal.defaults();

  /** The base, or where it is the one that flows get now, that one. */
  static Base settled(Base base, Base left) {
    return base.equals(BASE) ? left : base;
  }

  /** Checked widths of hidden layers; empty ones stay so. */
  static List<Integer> widths(List<Integer> hidden) {
    return hidden.isEmpty() ? List.of() : new Conditioner(hidden, false).hidden();
  }

  /**
   * A coupling behind a linear map, of which a single column has no need, and what is before it.
   */
  static List<Layer> mixing(int dim, List<Layer> before, Layer coupling) {
    List<Layer> step = new ArrayList<>(before);
    if (dim > 1) {
      step.add(new LuLinear());
    }
    step.add(coupling);
    return step;
  }

  /** The widths, or where they are empty those that suit this number of columns. */
  static List<Integer> widths(List<Integer> hidden, int dim) {
    return sized(hidden, dim <= 4 ? 64 : 128);
  }

  /** The widths, or where they are empty two of this one. */
  static List<Integer> sized(List<Integer> hidden, int width) {
    return hidden.isEmpty() && width > 0 ? List.of(width, width) : hidden;
  }

  static void number(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(name + " = " + value + ": must be from 1 to 10,000");
    }
  }
}
