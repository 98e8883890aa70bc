package normflow.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The density of a random point on spiral arms plus a random displacement, {@code p(x) = sum over
 * arms of integral weight(t) blur(x - c(t)) dt}.
 *
 * <p>The arms are cut into panels of two standard deviations with ten Gauss-Legendre points each,
 * made once. For a row only the panels matter whose nearest point is hardly further away than the
 * nearest panel's middle. Where the logarithm of the integrand may vary by more than {@link
 * #RESOLVED} over a panel, which is so far from the arms only, the panel is halved until it does
 * not.
 */
final class BlurredSpiral {

  private static final double PANEL_DEVIATIONS = 2;
  private static final double NEGLIGIBLE = 30;
  private static final double RESOLVED = 12;
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
    // Over a panel at distance d the exponent varies by about d length / deviation^2.
    this.near = RESOLVED * deviation / PANEL_DEVIATIONS;
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
    for (SpiralPanel panel : panels) {
      peak = Math.max(peak, blur.logDensity(x - panel.middleX, y - panel.middleY));
    }
    for (int i = 0; i < panels.length; i++) {
      if (matters(i, x, y, nearest)) {
        SpiralPanel panel = panels[i];
        refine(panel.arm, panel.from, panel.to, x, y, peak, DEEPEST, sum);
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
   * Adds the integral over [from, to], halving it where the integrand varies too much, and leaving
   * it out where it is negligible beside {@code peak}, a value that the integrand attains.
   */
  private void refine(
      SpiralArm arm,
      double from,
      double to,
      double x,
      double y,
      double peak,
      int depth,
      LogSum sum) {
    SpiralPanel panel = new SpiralPanel(arm, from, to);
    double[] logs = new double[panel.nodeX.length];
    double least = Math.min(logAt(arm, from, x, y), logAt(arm, to, x, y));
    double largest = Math.max(logAt(arm, from, x, y), logAt(arm, to, x, y));
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
      double middle = 0.5 * (from + to);
      double raised = Math.max(peak, largest);
      refine(arm, from, middle, x, y, raised, depth - 1, sum);
      refine(arm, middle, to, x, y, raised, depth - 1, sum);
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
