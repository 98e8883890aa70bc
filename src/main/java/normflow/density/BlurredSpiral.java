package normflow.density;

import java.util.ArrayList;
import java.util.List;

/**
 * The density of a random point on spiral arms plus a random displacement, {@code p(x) = sum over
 * arms of integral weight(t) blur(x - c(t)) dt}.
 *
 * <p>The arms are cut into panels of two standard deviations with ten Gauss-Legendre points each,
 * made once. For a row only the panels matter whose nearest point is hardly further away than the
 * nearest panel's middle. Within four deviations of an arm their points are enough. Further out the
 * integrand gets steeper, and narrower where the arm is convex, so there a panel is halved until
 * the integrand's logarithm varies by less than {@link #RESOLVED} over it; a peak on such a panel
 * is at most five of its own deviations wide.
 */
final class BlurredSpiral {

  private static final double PANEL_DEVIATIONS = 2;
  private static final double NEGLIGIBLE = 30;
  private static final double RESOLVED = 4;
  private static final double NEAR_DEVIATIONS = 4;
  private static final int DEEPEST = 60;

  private final Blur blur;
  private final SpiralPanel[] panels;
  private final double[] middles;
  private final double reach;
  private final double near;

  BlurredSpiral(List<SpiralArm> arms, Blur blur) {
    this.blur = blur;
    double deviation = blur.deviation();
    List<SpiralPanel> cut = new ArrayList<>();
    for (SpiralArm arm : arms) {
      cut(arm, PANEL_DEVIATIONS * deviation, cut);
    }
    this.panels = cut.toArray(SpiralPanel[]::new);
    this.middles = new double[2 * panels.length];
    for (int i = 0; i < panels.length; i++) {
      middles[2 * i] = panels[i].middleX;
      middles[2 * i + 1] = panels[i].middleY;
    }
    this.reach = 2 * NEGLIGIBLE * deviation * deviation;
    this.near = NEAR_DEVIATIONS * deviation;
  }

  double logDensity(double x, double y) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < middles.length; i += 2) {
      nearest = Math.min(nearest, square(x - middles[i]) + square(y - middles[i + 1]));
    }
    if (nearest < near * near) {
      return logNear(x, y, nearest);
    }
    return Double.isInfinite(nearest) ? Double.NEGATIVE_INFINITY : logFar(x, y, nearest);
  }

  /** Within {@link #near} of an arm nothing underflows and the panels' own points are enough. */
  private double logNear(double x, double y, double nearest) {
    double sum = 0;
    for (int i = 0; i < panels.length; i++) {
      if (!matters(i, x, y, nearest)) {
        continue;
      }
      SpiralPanel panel = panels[i];
      for (int n = 0; n < panel.nodeX.length; n++) {
        double logBlur = blur.logDensity(x - panel.nodeX[n], y - panel.nodeY[n]);
        sum += panel.nodeWeight[n] * Math.exp(logBlur);
      }
    }
    return Math.log(sum);
  }

  private double logFar(double x, double y, double nearest) {
    LogSum sum = new LogSum();
    double peak = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < panels.length; i++) {
      if (matters(i, x, y, nearest)) {
        peak = Math.max(peak, blur.logDensity(x - middles[2 * i], y - middles[2 * i + 1]));
      }
    }
    for (int i = 0; i < panels.length; i++) {
      if (matters(i, x, y, nearest)) {
        refine(panels[i], x, y, peak, DEEPEST, sum);
      }
    }
    return sum.value();
  }

  /** Whether the panel comes as near as the nearest one, but for what is negligible. */
  private boolean matters(int i, double x, double y, double nearest) {
    double distance = Math.sqrt(square(x - middles[2 * i]) + square(y - middles[2 * i + 1]));
    double least = distance - panels[i].radius - blur.slack();
    return least <= 0 || least * least <= nearest + reach;
  }

  /**
   * Adds the integral over a panel, halving it where the integrand varies too much, and leaving it
   * out where it is negligible beside {@code peak}, a value that the integrand attains.
   */
  private void refine(SpiralPanel panel, double x, double y, double peak, int depth, LogSum sum) {
    double[] logs = new double[panel.nodeX.length];
    double first = logAt(panel.arm, panel.from, x, y);
    double last = logAt(panel.arm, panel.to, x, y);
    double least = Math.min(first, last);
    double largest = Math.max(first, last);
    for (int n = 0; n < logs.length; n++) {
      logs[n] = blur.logDensity(x - panel.nodeX[n], y - panel.nodeY[n]);
      least = Math.min(least, logs[n]);
      largest = Math.max(largest, logs[n]);
    }
    double spread = largest - least;
    // Between two points the integrand exceeds them by a small part of its spread only.
    if (largest + spread / 4 < peak - NEGLIGIBLE) {
      return;
    }
    if (spread > RESOLVED && depth > 0) {
      double middle = 0.5 * (panel.from + panel.to);
      double raised = Math.max(peak, largest);
      refine(new SpiralPanel(panel.arm, panel.from, middle), x, y, raised, depth - 1, sum);
      refine(new SpiralPanel(panel.arm, middle, panel.to), x, y, raised, depth - 1, sum);
      return;
    }
    for (int n = 0; n < logs.length; n++) {
      sum.add(logs[n] + Math.log(panel.nodeWeight[n]));
    }
  }

  private double logAt(SpiralArm arm, double t, double x, double y) {
    return blur.logDensity(x - arm.x(t), y - arm.y(t));
  }

  private static void cut(SpiralArm arm, double length, List<SpiralPanel> panels) {
    double from = arm.from();
    while (from < arm.to()) {
      // One step of the midpoint rule for dt / ds = 1 / speed(t).
      double half = 0.5 * length / SpiralArm.speed(from);
      double to = Math.min(arm.to(), from + length / SpiralArm.speed(from + half));
      panels.add(new SpiralPanel(arm, from, to));
      from = to;
    }
  }

  private static double square(double value) {
    return value * value;
  }
}
