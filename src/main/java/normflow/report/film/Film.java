package normflow.report.film;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Frames of one size and one palette that are shown one after the other, again and again.
 *
 * @param frames in few colours, so that a file of them is small
 * @param scale pixels per layout unit
 * @param pause milliseconds that a frame is shown
 * @param hold milliseconds that the first and the last frame are shown
 */
public record Film(List<BufferedImage> frames, double scale, int pause, int hold) {

  public Film {
    frames = List.copyOf(frames);
    if (frames.size() < 2) {
      throw new IllegalArgumentException(
          "frames.size() = " + frames.size() + ": a film needs two at least");
    }
    BufferedImage first = frames.get(0);
    for (BufferedImage frame : frames) {
      if (frame.getWidth() != first.getWidth() || frame.getHeight() != first.getHeight()) {
        throw new IllegalArgumentException("frames differ in size: draw all on one canvas");
      }
    }
  }

  /** An animated GIF that plays for ever. */
  public byte[] gif() {
    return AnimatedGif.of(this);
  }

  public int pixelWidth() {
    return frames.get(0).getWidth();
  }

  public int pixelHeight() {
    return frames.get(0).getHeight();
  }

  /** In layout units. */
  public double width() {
    return pixelWidth() / scale;
  }

  /** How long a frame is shown, in milliseconds. */
  int time(int frame) {
    return frame == 0 || frame == frames.size() - 1 ? hold : pause;
  }

  /** Frames beside each other in {@link #sprites}: about as many as below each other. */
  public int columns() {
    return (int) Math.ceil(Math.sqrt(frames.size()));
  }

  public int rows() {
    return (frames.size() + columns() - 1) / columns();
  }

  /** All frames in one image, row by row. */
  public BufferedImage sprites() {
    BufferedImage first = frames.get(0);
    BufferedImage all =
        new BufferedImage(
            columns() * pixelWidth(),
            rows() * pixelHeight(),
            BufferedImage.TYPE_BYTE_INDEXED,
            (java.awt.image.IndexColorModel) first.getColorModel());
    for (int i = 0; i < frames.size(); i++) {
      int left = i % columns() * pixelWidth();
      int top = i / columns() * pixelHeight();
      all.getRaster().setRect(left, top, frames.get(i).getRaster());
    }
    return all;
  }
}
