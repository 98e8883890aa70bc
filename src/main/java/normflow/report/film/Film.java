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

  /** How long a frame is shown, in milliseconds. */
  int time(int frame) {
    return frame == 0 || frame == frames.size() - 1 ? hold : pause;
  }

  /** All frames in one picture, for a player. */
  public Sprites sprites() {
    return Sprites.of(this);
  }
}
