package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import normflow.report.chart.DensityFilm.Frame;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.color.Oklab;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.film.Film;
import normflow.report.film.Sprites;
import normflow.report.html.Block;
import normflow.report.html.Page;
import normflow.report.html.Section;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class FilmTest {

  private static Film flow() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = random.doubles(300).map(value -> random.nextGaussian()).toArray();
    double[] y = random.doubles(300).map(value -> random.nextGaussian()).toArray();
    double[] moved = java.util.Arrays.stream(x).map(value -> 2 * value + 1).toArray();
    return new FlowFilm(
            "a",
            "b",
            List.of(
                new Warp.Panel("base", Points.of(x, y)),
                new Warp.Panel("data", Points.of(moved, y))))
        .film(1);
  }

  private static Film density() {
    Range range = new Range(-3, 3);
    List<Frame> frames = new ArrayList<>();
    for (double scale : new double[] {2, 1, 0.5}) {
      frames.add(new Frame("scale " + scale, grid(range, scale)));
    }
    ColorScale colors = ColorScale.density(List.of(frames.get(2).grid()));
    return new DensityFilm("a", "b", frames, colors).film(1);
  }

  private static Grid grid(Range range, double scale) {
    return Grid.evaluate(
        range,
        range,
        40,
        rows ->
            java.util.Arrays.stream(rows)
                .mapToDouble(row -> -Math.hypot(row[0], row[1]) / scale - 2 * Math.log(scale))
                .toArray());
  }

  @Test
  void aFlowMovesFromFrameToFrame() {
    List<BufferedImage> frames = flow().frames();
    assertEquals(49, frames.size());
    for (int i = 1; i < frames.size(); i++) {
      assertTrue(different(frames.get(i - 1), frames.get(i)) > 20, "frame " + i);
    }
  }

  @Test
  void aDensityHasAFrameForEveryPoint() {
    List<BufferedImage> frames = density().frames();
    assertEquals(3, frames.size());
    assertTrue(different(frames.get(0), frames.get(1)) > 1000);
    assertTrue(different(frames.get(1), frames.get(2)) > 1000);
  }

  private static int different(BufferedImage one, BufferedImage other) {
    int count = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        count += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }

  @Test
  void fewColorsLookLikeAllOfThem() {
    BufferedImage full =
        new Heatmap(new Labels("", "", ""), grid(new Range(-3, 3), 1), scale()).image();
    BufferedImage reduced = ColorMap.palette().reduce(full);
    double farthest = 0;
    for (int y = 0; y < full.getHeight(); y++) {
      for (int x = 0; x < full.getWidth(); x++) {
        Oklab exact = Oklab.of(full.getRGB(x, y) & 0xFFFFFF);
        Oklab shown = Oklab.of(reduced.getRGB(x, y) & 0xFFFFFF);
        farthest = Math.max(farthest, exact.squaredDistance(shown));
      }
    }
    // A difference of 0.02 in Oklab is about what can be told side by side.
    assertTrue(Math.sqrt(farthest) < 0.03, "farthest " + Math.sqrt(farthest));
  }

  private static ColorScale scale() {
    return ColorScale.density(List.of(grid(new Range(-3, 3), 1)));
  }

  @Test
  void theGifHasEveryFrameWithItsColors() throws IOException {
    Film film = density();
    byte[] gif = film.gif();
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(stream);
      assertEquals(3, reader.getNumImages(true));
      BufferedImage seen =
          new BufferedImage(film.frames().get(0).getWidth(), film.frames().get(0).getHeight(), 2);
      for (int i = 0; i < 3; i++) {
        // Transparent pixels leave those of the frame before.
        int left = place(reader.getImageMetadata(i), "imageLeftPosition");
        int top = place(reader.getImageMetadata(i), "imageTopPosition");
        seen.getGraphics().drawImage(reader.read(i), left, top, null);
        assertEquals(0, different(film.frames().get(i), seen), "frame " + i);
      }
    }
    assertTrue(
        new String(gif, java.nio.charset.StandardCharsets.ISO_8859_1).contains("NETSCAPE2.0"));
  }

  private static int place(IIOMetadata metadata, String name) {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    Element descriptor = (Element) root.getElementsByTagName("ImageDescriptor").item(0);
    return Integer.parseInt(descriptor.getAttribute(name));
  }

  @Test
  void spritesHoldAllFramesRowByRow() throws IOException {
    Film film = density();
    Sprites sprites = film.sprites();
    BufferedImage all = ImageIO.read(new ByteArrayInputStream(sprites.picture().png()));
    assertEquals(film.frames().get(0).getWidth(), sprites.width());
    assertEquals(2 * sprites.width(), all.getWidth());
    assertEquals(2 * sprites.height(), all.getHeight());
    BufferedImage third = all.getSubimage(0, sprites.height(), sprites.width(), sprites.height());
    assertEquals(0, different(film.frames().get(2), third));
  }

  @Test
  void aPageThatPlaysIsSelfContainedAndShowsTheLastFrameWithoutScript() {
    Block player = new Block.Player(density().sprites(), "<caption>", "a density takes shape");
    String html = new Page("film", "", List.of(new Section("s", List.of(player)))).html();
    assertFalse(
        Pattern.compile("https?:|<script [^>]*src|<link|@import|url\\(").matcher(html).find());
    assertEquals(2, html.split("<script>", -1).length);
    assertTrue(html.contains("translate(0.0000%,-50.0000%)"), "frame 3 of 2 by 2");
    assertTrue(html.contains("class=\"controls\" hidden"));
    assertTrue(html.contains("prefers-reduced-motion"));
    assertTrue(html.contains("&lt;caption&gt;"));
    String still = new Page("still", "", List.of()).html();
    assertNotEquals(-1, html.indexOf("IntersectionObserver"));
    assertEquals(-1, still.indexOf("<script"));
  }

  @Test
  void aFilmNeedsTwoFramesOfOneSize() {
    BufferedImage frame = density().frames().get(0);
    assertThrows(IllegalArgumentException.class, () -> new Film(List.of(frame), 1, 10, 10));
    BufferedImage other = flow().frames().get(0);
    assertThrows(IllegalArgumentException.class, () -> new Film(List.of(frame, other), 1, 10, 10));
  }
}
