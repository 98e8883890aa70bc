package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.color.Raster;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Grid;
import normflow.report.draw.Ticks;
import normflow.text.Numbers;

/**
 * Many densities as small heatmaps without axes: a row for what is modelled, a column for each
 * model, one colour scale a row.
 *
 * @param title over all of it
 * @param subtitle a line under the title, "" for none
 * @param columns what the columns are
 * @param rows from top to bottom, with a tile for each column
 */
public record ContactSheet(String title, String subtitle, List<Column> columns, List<Row> rows) {

  /** The name of a column and a line on it, "" for none. */
  public record Column(String name, String detail) {}

  /** A row: its name, its colours and a tile a column. */
  public record Row(String name, ColorScale scale, List<Tile> tiles) {
    public Row {
      tiles = List.copyOf(tiles);
    }
  }

  /**
   * One heatmap.
   *
   * @param grid square in both ranges; empty where there is no density to show
   * @param caption under the heatmap, or inside where there is none
   * @param best whether the caption stands out
   */
  public record Tile(Optional<Grid> grid, String caption, boolean best) {}

  private static final double SIDE = 156;
  private static final double GAP = 12;
  private static final double CAPTION = 34;
  private static final double MARGIN = 20;
  private static final double HEADER = 74;
  private static final double COLUMN_HEADER = 42;
  private static final double BAR_GAP = 12;
  private static final double BAR_WIDTH = 8;
  private static final double BAR_TICKS = 44;
  private static final Color EMPTY = new Color(0xF3F4F6);

  private static final TextStyle HEADLINE = new TextStyle(22, true, Canvas.INK);
  private static final TextStyle NAME = new TextStyle(15, true, Canvas.INK);
  private static final TextStyle DETAIL = new TextStyle(12, false, Canvas.MUTED);
  private static final TextStyle NUMBER = new TextStyle(13, false, Canvas.INK);
  private static final TextStyle BEST = new TextStyle(13, true, Canvas.INK);

  public ContactSheet {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    if (columns.isEmpty() || rows.isEmpty()) {
      throw new IllegalArgumentException(
          rows.size() + " rows of " + columns.size() + " columns: a sheet needs one of each");
    }
    for (Row row : rows) {
      if (row.tiles().size() != columns.size()) {
        throw new IllegalArgumentException(
            Numbers.format(
                "row '%s' has %d tiles for %d columns: give one for each",
                row.name(), row.tiles().size(), columns.size()));
      }
    }
  }

  public BufferedImage image() {
    double names = rows.stream().mapToDouble(row -> NAME.width(row.name())).max().orElse(0);
    double left = Math.ceil(MARGIN + names + 14);
    double top = HEADER + COLUMN_HEADER;
    double right = left + columns.size() * (SIDE + GAP) - GAP;
    double words = MARGIN + Math.max(HEADLINE.width(title), DETAIL.width(subtitle));
    double width = Math.max(right + BAR_GAP + BAR_WIDTH + BAR_TICKS, words) + MARGIN;
    Canvas canvas = new Canvas(Math.ceil(width), top + rows.size() * (SIDE + CAPTION) + 6);
    canvas.text(title, MARGIN, 36, Anchor.LEFT, HEADLINE);
    canvas.text(subtitle, MARGIN, 58, Anchor.LEFT, DETAIL);
    for (int i = 0; i < columns.size(); i++) {
      double centre = left + i * (SIDE + GAP) + SIDE / 2;
      canvas.text(columns.get(i).name(), centre, HEADER + 16, Anchor.CENTRE, NAME);
      canvas.text(columns.get(i).detail(), centre, HEADER + 33, Anchor.CENTRE, DETAIL);
    }
    for (int i = 0; i < rows.size(); i++) {
      drawRow(canvas, rows.get(i), left, top + i * (SIDE + CAPTION), right);
    }
    return canvas.finish();
  }

  private void drawRow(Canvas canvas, Row row, double left, double top, double right) {
    double baseline = top + SIDE / 2 + NAME.halfHeight();
    canvas.text(row.name(), left - 14, baseline, Anchor.RIGHT, NAME);
    for (int i = 0; i < row.tiles().size(); i++) {
      Rectangle2D area = new Rectangle2D.Double(left + i * (SIDE + GAP), top, SIDE, SIDE);
      drawTile(canvas, row.tiles().get(i), row.scale(), area);
    }
    drawBar(canvas, row.scale(), right + BAR_GAP, top);
  }

  private static void drawTile(Canvas canvas, Tile tile, ColorScale scale, Rectangle2D area) {
    if (tile.grid().isEmpty()) {
      canvas.fill(area, EMPTY);
      double middle = area.getCenterY() + DETAIL.halfHeight();
      canvas.text(tile.caption(), area.getCenterX(), middle, Anchor.CENTRE, DETAIL);
      return;
    }
    new Raster(tile.grid().get(), scale).paint(canvas, area);
    TextStyle style = tile.best() ? BEST : NUMBER;
    canvas.text(tile.caption(), area.getCenterX(), area.getMaxY() + 17, Anchor.CENTRE, style);
  }

  private static void drawBar(Canvas canvas, ColorScale scale, double left, double top) {
    double pixel = 1.0 / Canvas.SCALE;
    for (double y = 0; y < SIDE; y += pixel) {
      double fraction = (SIDE - y - pixel / 2) / SIDE;
      canvas.fill(
          new Rectangle2D.Double(left, top + y, BAR_WIDTH, pixel),
          new Color(ColorMap.rgb(fraction)));
    }
    Ticks ticks = Ticks.in(scale.range(), 5);
    for (int i = 0; i < ticks.values().size(); i++) {
      double y = top + SIDE * (1 - scale.range().fraction(ticks.values().get(i)));
      canvas.line(left + BAR_WIDTH, y, left + BAR_WIDTH + 3, y, Canvas.MUTED);
      double baseline = y + TextStyle.TICK.halfHeight();
      canvas.text(
          ticks.labels().get(i), left + BAR_WIDTH + 6, baseline, Anchor.LEFT, TextStyle.TICK);
    }
  }
}
