package normflow.report.html;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import normflow.report.draw.Canvas;
import normflow.report.draw.Picture;
import normflow.report.film.Sprites;
import normflow.text.Numbers;

/** The blocks of a page as HTML. */
public final class BlockHtml {

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+\u2212]?[\\d.,  ]+([eE][-+]?\\d+)?( ?(±|\\+-) ?[\\d.]+)?( ?%)?|\u2013|-|");

  private static final int WIDE = 540;

  /** What the page's column has room for; wider pictures scroll everywhere. */
  private static final int PAGE = 1058;

  /** Texts that are no longer stay on one line. */
  private static final int WORD = 16;

  private BlockHtml() {}

  public static String of(Block block) {
    if (block instanceof Block.Text text) {
      return Html.element("p", text.text());
    } else if (block instanceof Block.Link link) {
      return "<p>" + link(link.text(), link.path()) + "</p>";
    } else if (block instanceof Block.Preformatted preformatted) {
      return "<pre" + scrolling("text") + ">" + Html.escape(preformatted.text()) + "</pre>";
    } else if (block instanceof Block.Figure figure) {
      return figure(figure);
    } else if (block instanceof Block.Player player) {
      return player(player);
    } else if (block instanceof Block.Row row) {
      return row(row);
    } else if (block instanceof Block.Matrix matrix) {
      return matrix(matrix);
    } else if (block instanceof Block.Table table) {
      return table(table);
    } else if (block instanceof Block.Facts facts) {
      return facts(facts);
    }
    throw new IllegalStateException("block " + block + ": no HTML is known for it");
  }

  private static String figure(Block.Figure figure) {
    // What is too wide for a phone scrolls there instead of shrinking until nothing is legible.
    int width = figure.picture().width() / Canvas.SCALE;
    String name = width > PAGE ? "sheet" : width > WIDE ? "wide" : "";
    String start =
        name.isEmpty()
            ? "<figure>"
            : "<figure class=\"" + name + "\"" + scrolling(figure.alternative()) + ">";
    return start
        + image(figure)
        + figure.plot().map(BlockHtml::plot).orElse("")
        + Html.element("figcaption", figure.caption())
        + "</figure>";
  }

  /** What the script draws in place of the picture; no text ends the element early. */
  private static String plot(Block.Data plot) {
    return Numbers.format(
        "<script type=\"application/json\" data-plot=\"%s\">%s</script>",
        Html.escape(plot.kind()), plot.json().replace("<", "\\u003c"));
  }

  /** What may be wider than its place is reached by the keyboard too. */
  private static String scrolling(String name) {
    return Numbers.format(" tabindex=\"0\" role=\"group\" aria-label=\"%s\"", Html.escape(name));
  }

  private static String image(Block.Figure figure) {
    return Numbers.format(
        "<img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"%s\">",
        figure.picture().width() / Canvas.SCALE,
        figure.picture().height() / Canvas.SCALE,
        Html.escape(figure.alternative()),
        source(figure.picture()));
  }

  private static String source(Picture picture) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png());
  }

  /** All frames are one image, of which a window shows one; the script moves the image. */
  private static String player(Block.Player player) {
    Sprites sprites = player.sprites();
    int last = sprites.frames() - 1;
    double across = 0 - 100.0 * (last % sprites.columns()) / sprites.columns();
    double down = 0 - 100.0 * Math.floorDiv(last, sprites.columns()) / sprites.rows();
    String image =
        Numbers.format(
            "<img style=\"width:%d%%;transform:translate(%.4f%%,%.4f%%)\" alt=\"%s\" src=\"%s\">",
            100 * sprites.columns(),
            across,
            down,
            Html.escape(player.alternative()),
            source(sprites.picture()));
    return Numbers.format(
            "<figure class=\"film\" data-columns=\"%d\" data-rows=\"%d\" data-pause=\"%d\""
                + " data-hold=\"%d\">",
            sprites.columns(), sprites.rows(), sprites.pause(), sprites.hold())
        + Numbers.format(
            "<div class=\"screen\" style=\"width:%dpx;aspect-ratio:%d/%d\">%s</div>",
            (int) Math.round(sprites.width() / sprites.scale()),
            sprites.width(),
            sprites.height(),
            image)
        + "<div class=\"controls\" hidden><button type=\"button\">Play</button>"
        + Numbers.format(
            "<input type=\"range\" aria-label=\"frame\" min=\"0\" max=\"%d\""
                + " value=\"%d\"></div>",
            last, last)
        + Html.element("figcaption", player.caption())
        + "</figure>";
  }

  private static String row(Block.Row row) {
    StringBuilder html = new StringBuilder("<div class=\"row\">");
    row.figures().forEach(figure -> html.append(figure(figure)));
    return html.append("</div>").toString();
  }

  private static String matrix(Block.Matrix matrix) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"" + scrolling("pictures") + ">");
    html.append("<table class=\"matrix\"><thead><tr><td></td>");
    matrix.columns().forEach(name -> html.append(cell("th scope=\"col\"", name)));
    html.append("</tr></thead><tbody>");
    for (Block.MatrixRow row : matrix.rows()) {
      html.append("<tr><th scope=\"row\">")
          .append(Html.escape(row.name()))
          .append(Html.element("small", row.detail()))
          .append("</th>");
      row.figures().forEach(figure -> html.append("<td>").append(figure(figure)).append("</td>"));
      html.append("</tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static String table(Block.Table table) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"" + scrolling("table") + ">");
    html.append("<table>");
    if (!table.header().stream().allMatch(String::isBlank)) {
      html.append("<thead><tr>");
      for (int column = 0; column < table.header().size(); column++) {
        String name = table.header().get(column);
        String tag = name.isBlank() ? "td" : "th scope=\"col\"" + alignment(table, column);
        html.append(cell(tag, name));
      }
      html.append("</tr></thead>");
    }
    html.append("<tbody>");
    for (List<Block.Cell> row : table.rows()) {
      html.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        html.append("<td").append(alignment(table, column)).append('>');
        html.append(content(row.get(column))).append("</td>");
      }
      html.append("</tr>");
    }
    // Not a caption: that would be as narrow as the table, and scroll away with it.
    String note =
        table.caption().isEmpty()
            ? ""
            : "<p class=\"note\">" + Html.escape(table.caption()) + "</p>";
    return html.append("</tbody></table></div>").append(note).toString();
  }

  private static String alignment(Block.Table table, int column) {
    boolean numbers = texts(table, column).allMatch(text -> NUMBER.matcher(text).matches());
    boolean words = texts(table, column).allMatch(text -> text.length() <= WORD);
    return numbers ? " class=\"number\"" : words ? " class=\"word\"" : "";
  }

  private static Stream<String> texts(Block.Table table, int column) {
    return table.rows().stream().map(row -> row.get(column).text());
  }

  private static String content(Block.Cell cell) {
    return cell.path().isEmpty() ? Html.escape(cell.text()) : link(cell.text(), cell.path());
  }

  private static String link(String text, String path) {
    return Numbers.format(
        "<a href=\"%s\">%s</a>", Html.escape(Html.encode(path)), Html.escape(text));
  }

  private static String cell(String tag, String text) {
    return "<" + tag + ">" + Html.escape(text) + "</" + tag.substring(0, 2) + ">";
  }

  private static String facts(Block.Facts facts) {
    StringBuilder html = new StringBuilder("<dl class=\"facts\">");
    for (Block.Fact fact : facts.facts()) {
      html.append("<div>")
          .append(cell("dt", fact.name()))
          .append("<dd>")
          .append(Html.escape(fact.value()))
          .append(Html.element("small", fact.detail()))
          .append("</dd></div>");
    }
    return html.append("</dl>").toString();
  }
}
