package normflow.report.film;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.List;
import normflow.report.draw.Picture;

/**
 * A film for a player in a page: all frames in one picture, row by row.
 *
 * @param picture that holds them
 * @param frames how many there are
 * @param columns frames beside each other: about as many as below each other
 * @param scale pixels per layout unit
 * @param pause milliseconds that a frame is shown
 * @param hold milliseconds that the first and the last frame are shown
 */
public record Sprites(Picture picture, int frames, int columns, double scale, int pause, int hold) {

  static Sprites of(Film film) {
    int columns = (int) Math.ceil(Math.sqrt(film.frames().size()));
    return new Sprites(
        Picture.of(image(film.frames(), columns)),
        film.frames().size(),
        columns,
        film.scale(),
        film.pause(),
        film.hold());
  }

  private static BufferedImage image(List<BufferedImage> frames, int columns) {
    BufferedImage first = frames.get(0);
    int rows = (frames.size() + columns - 1) / columns;
    BufferedImage all =
        new BufferedImage(
            columns * first.getWidth(),
            rows * first.getHeight(),
            BufferedImage.TYPE_BYTE_INDEXED,
            (IndexColorModel) first.getColorModel());
    for (int i = 0; i < frames.size(); i++) {
      int left = i % columns * first.getWidth();
      int top = i / columns * first.getHeight();
      all.getRaster().setDataElements(left, top, frames.get(i).getRaster());
    }
    return all;
  }

  public int rows() {
    return (frames + columns - 1) / columns;
  }

  /** Pixels of a frame. */
  public int width() {
    return picture.width() / columns;
  }

  /** Pixels of a frame. */
  public int height() {
    return picture.height() / rows();
  }
}
