package normflow.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import normflow.report.draw.Picture;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final String EVIL = "<b>\"x\" & 'y'</b>";
  private static final String ESCAPED = "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;";

  private static String everything() {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    Block.Figure figure = new Block.Figure(Picture.of(image), EVIL, EVIL);
    List<Block> blocks =
        List.of(
            new Block.Text(EVIL),
            new Block.Preformatted(EVIL),
            figure,
            new Block.Row(List.of(figure, figure)),
            new Block.Matrix(
                List.of(EVIL), List.of(new Block.MatrixRow(EVIL, EVIL, List.of(figure)))),
            Block.Table.of(List.of(EVIL, "nats"), List.of(List.of(EVIL, "1.5 ± 0.1")), EVIL),
            new Block.Facts(List.of(new Block.Fact(EVIL, EVIL, EVIL))));
    return new Page(EVIL, EVIL, List.of(new Section(EVIL, blocks))).html();
  }

  @Test
  void allTextIsEscaped() {
    String html = everything();
    assertFalse(html.contains("<b>"));
    // Head, heading, subtitle, section, two texts, four figures twice, matrix 3, table 3, fact 3.
    assertEquals(23, html.split(Pattern.quote(ESCAPED), -1).length - 1);
  }

  @Test
  void nothingOutsideIsAsked() {
    String html = everything();
    assertFalse(Pattern.compile("https?:|<script|<link|@import|url\\(").matcher(html).find());
    assertEquals(
        html.split(" src=", -1).length, html.split(" src=\"data:image/png;base64,", -1).length);
    assertTrue(html.contains("width=\"10\" height=\"5\""));
    assertTrue(html.contains("prefers-color-scheme: dark"));
  }

  @Test
  void scriptsAreThereForWhatIsThere() {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    Block.Data plot = new Block.Data("xy", "{\"name\":\"</script><b>\"}");
    Block.Figure asked = new Block.Figure(Picture.of(image), "", "a plot", Optional.of(plot));
    String text = new Page("a", "", List.of(section(new Block.Text("b")))).html();
    assertFalse(text.contains("<script"));
    String html = new Page("a", "", List.of(section(new Block.Row(List.of(asked))))).html();
    assertTrue(html.contains("echarts") && html.contains("data-plot=\"xy\""));
    // A name of a column ends no script.
    assertTrue(html.contains("{\"name\":\"\\u003c/script>\\u003cb>\"}"));
    String ended = new Page("a", "", List.of(), false).html();
    assertFalse(ended.contains("sessionStorage"));
    assertTrue(new Page("a", "", List.of(), true).html().contains("sessionStorage"));
  }

  @Test
  void linksOfCellsLeadToFilesOfAnyName() {
    Block.Table table =
        new Block.Table(
            List.of("a"),
            List.of(
                List.of(Block.Cell.of("x", "my data/flow #1 100%/")),
                List.of(Block.Cell.of("y", "s3:bucket/"))),
            "");
    String html = BlockHtml.of(table);
    assertTrue(html.contains("<a href=\"my%20data/flow%20%231%20100%25/\">x</a>"), html);
    assertTrue(html.contains("<td class=\"word\">y</td>"), html);
  }

  private static Section section(Block block) {
    return new Section("s", List.of(block));
  }

  @Test
  void numbersAreAlignedRight() {
    assertTrue(everything().contains("<td class=\"number\">1.5 ± 0.1</td>"));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new Page(" ", "", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Block.Table.of(List.of("a"), List.of(List.of("1", "2")), ""));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Block.Matrix(List.of("a"), List.of(new Block.MatrixRow("m", "", List.of()))));
  }
}
