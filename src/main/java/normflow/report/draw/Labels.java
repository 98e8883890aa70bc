package normflow.report.draw;

/** The words of a picture: its title and the names of its axes with their units; "" for none. */
public record Labels(String title, String x, String y) {

  /** Space above the plot area. */
  public double top() {
    return title.isEmpty() ? 12 : 34;
  }

  /** Draws the title {@code gap} above the plot area. */
  public void drawTitle(Canvas canvas, Axes axes, double gap) {
    double baseline = axes.area().getY() - gap;
    canvas.text(
        title, axes.area().getCenterX(), baseline, Canvas.Anchor.CENTRE, Canvas.TextStyle.TITLE);
  }
}
