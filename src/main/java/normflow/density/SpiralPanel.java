package normflow.density;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * A short stretch of a spiral with a quadrature rule on it.
 *
 * <p>The whole stretch lies within {@code radius} of the point at its middle.
 */
final class SpiralPanel {

  static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(10);

  final SpiralArm arm;
  final double from;
  final double to;
  final double middleX;
  final double middleY;
  final double radius;
  final double[] nodeX = new double[RULE.getNumberOfPoints()];
  final double[] nodeY = new double[RULE.getNumberOfPoints()];
  final double[] nodeWeight = new double[RULE.getNumberOfPoints()];

  SpiralPanel(SpiralArm arm, double from, double to) {
    this.arm = arm;
    this.from = from;
    this.to = to;
    double middle = 0.5 * (from + to);
    double half = 0.5 * (to - from);
    middleX = arm.x(middle);
    middleY = arm.y(middle);
    radius = half * SpiralArm.speed(to);
    for (int i = 0; i < RULE.getNumberOfPoints(); i++) {
      double t = middle + half * RULE.getPoint(i);
      nodeX[i] = arm.x(t);
      nodeY[i] = arm.y(t);
      nodeWeight[i] = half * RULE.getWeight(i) * arm.weight().applyAsDouble(t);
    }
  }
}
