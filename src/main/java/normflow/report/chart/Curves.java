package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.report.plot.XyPlot;
import normflow.text.Numbers;

/**
 * Curves over training steps, such as the negative log likelihood, with horizontal reference lines
 * and steps that are marked.
 *
 * <p>The highest 2 % of the values may lie above the picture: a first step can be thousands of nats
 * off. Values that are not finite interrupt a curve.
 *
 * @param curves 1 to 6
 * @param whole whether the picture has all values
 */
public record Curves(
    Labels labels, List<Curve> curves, List<Level> levels, List<Mark> marks, boolean whole)
    implements Chart {

  /** A named curve through {@code (x, y)}, in the order of the points. */
  public record Curve(String name, Points points) {}

  /** A horizontal line with its name, such as the entropy of the data. */
  public record Level(String name, double value) {

    public Level {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("level '" + name + "' = " + value + ": must be finite");
      }
    }
  }

  /** A point with its name, such as the step whose parameters were taken. */
  public record Mark(String name, double x, double y) {}

  private static final double WIDTH = 560;
  private static final double HEIGHT = 300;
  private static final double KEY = 24;
  private static final double RING = 5;

  /** A palette told apart with any colour vision: "Color universal design" (Okabe, Ito, 2008). */
  private static final int[] COLORS = {0x56B4E9, 0xD55E00, 0x009E73, 0xCC79A7, 0x0072B2, 0xE69F00};

  /** Without marks. */
  public Curves(Labels labels, List<Curve> curves, List<Level> levels) {
    this(labels, curves, levels, List.of());
  }

  /** Of losses, whose first ones may be far above the others. */
  public Curves(Labels labels, List<Curve> curves, List<Level> levels, List<Mark> marks) {
    this(labels, curves, levels, marks, false);
  }

  /** Of densities, whose peaks are what there is to see. */
  public static Curves ofDensities(Labels labels, List<Curve> curves) {
    return new Curves(labels, curves, List.of(), List.of(), true);
  }

  public Curves {
    marks = List.copyOf(marks);
    curves = List.copyOf(curves);
    levels = List.copyOf(levels);
    if (curves.isEmpty() || curves.size() > COLORS.length) {
      throw new IllegalArgumentException(
          "curves.size() = " + curves.size() + ": must lie in [1, " + COLORS.length + "]");
    }
  }

  @Override
  public BufferedImage image() {
    Range y = yRange();
    double left = Axes.left(y, HEIGHT, labels.y());
    double top = labels.top() + KEY;
    Axes axes = new Axes(new Rectangle2D.Double(left, top, WIDTH, HEIGHT), xRange(), y);
    double names =
        levels.stream().map(Level::name).mapToDouble(TextStyle.TICK::width).max().orElse(0);
    Canvas canvas = new Canvas(Math.ceil(left + WIDTH + 24 + names), top + HEIGHT + Axes.BOTTOM);
    axes.drawGridLines(canvas);
    canvas.clip(axes.area());
    for (int i = 0; i < curves.size(); i++) {
      canvas.stroke(path(curves.get(i).points(), axes), new Color(COLORS[i]), 1.4);
    }
    levels.forEach(level -> drawLevel(canvas, axes, level));
    canvas.unclip();
    marks.forEach(mark -> drawMark(canvas, axes, mark));
    axes.draw(canvas, labels.x(), labels.y());
    drawLevelNames(canvas, axes);
    drawKey(canvas, axes);
    labels.drawTitle(canvas, axes, KEY + 12);
    return canvas.finish();
  }

  @Override
  public String words() {
    return Stream.concat(
            curves.stream().map(Curves::words),
            levels.stream().map(level -> level.name() + ": " + Numbers.nats(level.value())))
        .collect(Collectors.joining("; ", labels.y() + " over " + labels.x() + ". ", "."));
  }

  @Override
  public Plot plot() {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      series.add(
          Series.of(curve.name(), Series.Shape.LINE, new Color(COLORS[i]), 1.6, curve.points()));
    }
    return new XyPlot(
        PlotAxis.of(labels.x()),
        PlotAxis.of(labels.y(), yRange()),
        series,
        true,
        levels.stream().map(level -> new XyPlot.Line(level.name(), level.value())).toList(),
        marks.stream().map(mark -> new XyPlot.Line(mark.name(), mark.x())).toList(),
        List.of());
  }

  private static String words(Curve curve) {
    Points points = curve.points();
    int last = points.size() - 1;
    int lowest =
        IntStream.rangeClosed(0, last)
            .filter(i -> Double.isFinite(points.y(i)))
            .boxed()
            .min(Comparator.comparingDouble(points::y))
            .orElse(0);
    return Numbers.format(
        "%s: %s at %,.6g, %s at %,.6g, lowest %s at %,.6g",
        curve.name(),
        Numbers.nats(points.y(0)),
        points.x(0),
        Numbers.nats(points.y(last)),
        points.x(last),
        Numbers.nats(points.y(lowest)),
        points.x(lowest));
  }

  private Range xRange() {
    return curves.stream()
        .map(curve -> curve.points().xRange(0))
        .reduce(Range::union)
        .orElseThrow();
  }

  private Range yRange() {
    double[] values =
        curves.stream()
            .map(Curve::points)
            .flatMapToDouble(points -> IntStream.range(0, points.size()).mapToDouble(points::y))
            .filter(Double::isFinite)
            .toArray();
    Range all = Range.of(values);
    double high = Range.quantiles(0.02, values).high();
    Range range = high > all.low() && !whole ? new Range(all.low(), high) : all;
    for (Level level : levels) {
      range =
          new Range(Math.min(range.low(), level.value()), Math.max(range.high(), level.value()));
    }
    return range.padded(0.05);
  }

  /** A line through points, interrupted where they are not finite. */
  static Path2D path(Points points, Axes axes) {
    Path2D path = new Path2D.Double();
    boolean drawing = false;
    for (int i = 0; i < points.size(); i++) {
      boolean finite = Double.isFinite(points.x(i)) && Double.isFinite(points.y(i));
      if (finite) {
        double column = axes.column(points.x(i));
        // Far outside, the rasterizer would lose the precision of what is inside.
        double row = Math.max(-10 * HEIGHT, Math.min(10 * HEIGHT, axes.row(points.y(i))));
        if (drawing) {
          path.lineTo(column, row);
        } else {
          path.moveTo(column, row);
        }
      }
      drawing = finite;
    }
    return path;
  }

  private static void drawLevel(Canvas canvas, Axes axes, Level level) {
    double row = axes.row(level.value());
    Rectangle2D area = axes.area();
    canvas.stroke(
        new Line2D.Double(area.getX(), row, area.getMaxX(), row), Canvas.MUTED, 1.2, 5, 4);
  }

  /** A ring and a vertical line; its name on the side where there is more room. */
  private static void drawMark(Canvas canvas, Axes axes, Mark mark) {
    double column = axes.column(mark.x());
    Rectangle2D area = axes.area();
    canvas.stroke(
        new Line2D.Double(column, area.getY(), column, area.getMaxY()), Canvas.MUTED, 1.2, 2, 3);
    canvas.stroke(
        new Ellipse2D.Double(column - RING, axes.row(mark.y()) - RING, 2 * RING, 2 * RING),
        Canvas.MUTED,
        1.6);
    boolean right = column < area.getCenterX();
    canvas.text(
        mark.name(),
        column + (right ? 6 : -6),
        area.getY() + 2.5 * TextStyle.TICK.halfHeight() + 4,
        right ? Anchor.LEFT : Anchor.RIGHT,
        TextStyle.TICK);
  }

  /** Names stand right of their lines, from the bottom up, pushed apart where they would touch. */
  private void drawLevelNames(Canvas canvas, Axes axes) {
    double lowest = Double.POSITIVE_INFINITY;
    for (Level level : levels.stream().sorted(Comparator.comparingDouble(Level::value)).toList()) {
      double row = Math.min(axes.row(level.value()), lowest - 14);
      lowest = row;
      double right = axes.area().getMaxX();
      double baseline = row + TextStyle.TICK.halfHeight();
      canvas.text(level.name(), right + 8, baseline, Anchor.LEFT, TextStyle.TICK);
    }
  }

  private void drawKey(Canvas canvas, Axes axes) {
    double left = axes.area().getX();
    double row = axes.area().getY() - 12;
    for (int i = 0; i < curves.size(); i++) {
      canvas.stroke(new Line2D.Double(left, row, left + 20, row), new Color(COLORS[i]), 2.4);
      String name = curves.get(i).name();
      double baseline = row + TextStyle.LABEL.halfHeight();
      canvas.text(name, left + 26, baseline, Anchor.LEFT, TextStyle.LABEL);
      left += 26 + TextStyle.LABEL.width(name) + 20;
    }
  }
}
