package normflow.report.film;

import java.awt.image.BufferedImage;
import java.util.List;
import normflow.report.color.Palette;

/**
 * What of a frame is not like the one before it: a rectangle, one pixel at least.
 *
 * @param pixels its colours row by row, transparent where nothing has changed
 */
record Changed(int left, int top, int width, int height, byte[] pixels) {

  static Changed of(List<BufferedImage> frames, int index) {
    BufferedImage frame = frames.get(index);
    byte[] pixels = pixels(frame);
    if (index > 0) {
      byte[] before = pixels(frames.get(index - 1));
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = pixels[i] == before[i] ? (byte) Palette.transparent() : pixels[i];
      }
    }
    return new Changed(0, 0, frame.getWidth(), frame.getHeight(), pixels).trimmed();
  }

  private static byte[] pixels(BufferedImage frame) {
    int width = frame.getWidth();
    int height = frame.getHeight();
    return (byte[]) frame.getRaster().getDataElements(0, 0, width, height, null);
  }

  private Changed trimmed() {
    int first = width;
    int last = 0;
    int highest = height;
    int lowest = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (pixels[y * width + x] != (byte) Palette.transparent()) {
          first = Math.min(first, x);
          last = Math.max(last, x);
          highest = Math.min(highest, y);
          lowest = y;
        }
      }
    }
    // Of two frames that are alike a pixel is left, so that time passes.
    int right = Math.max(last + 1, Math.min(first, width - 1) + 1);
    int bottom = Math.max(lowest + 1, Math.min(highest, height - 1) + 1);
    return part(Math.min(first, width - 1), Math.min(highest, height - 1), right, bottom);
  }

  private Changed part(int fromX, int fromY, int toX, int toY) {
    byte[] part = new byte[(toX - fromX) * (toY - fromY)];
    for (int y = fromY; y < toY; y++) {
      System.arraycopy(pixels, y * width + fromX, part, (y - fromY) * (toX - fromX), toX - fromX);
    }
    return new Changed(fromX, fromY, toX - fromX, toY - fromY, part);
  }
}
