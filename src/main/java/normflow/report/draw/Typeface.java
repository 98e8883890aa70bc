package normflow.report.draw;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/**
 * The sans-serif face of all pictures, and whether this machine has one at all: a bare Java runtime
 * without fontconfig or any font still draws pictures, then without text.
 */
final class Typeface {

  private static final System.Logger LOG = System.getLogger(Typeface.class.getName());

  /** Fractional metrics, so that the layout does not depend on the pixel grid. */
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private static final boolean AVAILABLE = probe();

  private Typeface() {}

  static boolean available() {
    return AVAILABLE;
  }

  static Font font(double size, boolean bold) {
    return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
  }

  static double width(String text, double size, boolean bold) {
    return AVAILABLE ? font(size, bold).getStringBounds(text, CONTEXT).getWidth() : 0;
  }

  /** Which error a runtime without fonts throws differs by version: any means no text. */
  private static boolean probe() {
    try {
      return font(10, false).getStringBounds("0", CONTEXT).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no font found: pictures will have no text; install fontconfig and a font such as"
              + " DejaVu Sans ("
              + e
              + ")");
      return false;
    }
  }
}
