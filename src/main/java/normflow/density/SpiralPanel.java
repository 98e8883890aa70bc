package normflow.density;

/**
 * A short stretch of a spiral with a quadrature rule on it.
 *
 * <p>The whole stretch lies within {@code radius} of the point at its middle.
 */
final class SpiralPanel {

  static final GaussLegendre RULE = new GaussLegendre(10);

  final SpiralArm arm;
  final double from;
  final double to;
  final double middleX;
  final double middleY;
  final double radius;
  final double[] nodeX = new double[RULE.points()];
  final double[] nodeY = new double[RULE.points()];
  final double[] nodeWeight = new double[RULE.points()];

  SpiralPanel(SpiralArm arm, double from, double to) {
    this.arm = arm;
    this.from = from;
    this.to = to;
    double middle = 0.5 * (from + to);
    double half = 0.5 * (to - from);
    middleX = arm.x(middle);
    middleY = arm.y(middle);
    radius = half * SpiralArm.speed(to);
    for (int i = 0; i < RULE.points(); i++) {
      double t = middle + half * RULE.node(i);
      nodeX[i] = arm.x(t);
      nodeY[i] = arm.y(t);
      nodeWeight[i] = half * RULE.weight(i) * arm.weight().applyAsDouble(t);
    }
  }
}
