package normflow.report.chart;

import java.awt.image.BufferedImage;
import normflow.report.plot.Plot;

/** A chart that is drawn as a picture, and that a page's reader can ask. */
public interface Chart {

  /** Its picture. */
  BufferedImage image();

  /** What the picture shows, as data. */
  Plot plot();

  /** What the picture shows, in numbers, for those who cannot see it. */
  String words();
}
