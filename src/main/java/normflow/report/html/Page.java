package normflow.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A report as one HTML file that needs no other: style, pictures and scripts are inside. Without
 * scripts it shows the same; with them its tables are sorted and filtered, its plots asked, its
 * films played. It is light or dark as the reader's system is, fits a phone and prints.
 *
 * @param live whether what it tells of goes on, so that it looks for a newer page now and then
 */
public record Page(String title, String subtitle, List<Section> sections, boolean live) {

  /** Of what has come to its end. */
  public Page(String title, String subtitle, List<Section> sections) {
    this(title, subtitle, sections, false);
  }

  public Page {
    if (title.isBlank()) {
      throw new IllegalArgumentException("title is blank: a page needs one");
    }
    sections = List.copyOf(sections);
  }

  /** The whole file, to be written as UTF-8. */
  public String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append(Html.element("title", title))
        .append("\n<style>\n")
        .append(resource("page.css"))
        .append("</style>\n</head>\n<body>\n<main>\n<header>")
        .append(Html.element("h1", title))
        .append(Html.element("p", subtitle))
        .append("</header>\n");
    for (Section section : sections) {
      html.append("<section>\n").append(Html.element("h2", section.heading())).append('\n');
      section.blocks().forEach(block -> html.append(BlockHtml.of(block)).append('\n'));
      html.append("</section>\n");
    }
    html.append("</main>\n");
    scripts()
        .forEach(name -> html.append("<script>\n").append(resource(name)).append("</script>\n"));
    return html.append("</body>\n</html>\n").toString();
  }

  /**
   * What the page can do beyond what it shows, each only where there is something to do it with.
   */
  private List<String> scripts() {
    List<String> scripts = new ArrayList<>();
    List<Block> blocks = sections.stream().flatMap(section -> section.blocks().stream()).toList();
    if (blocks.stream().anyMatch(Block.Player.class::isInstance)) {
      scripts.add("film.js");
    }
    if (blocks.stream().anyMatch(block -> block instanceof Block.Table table && table.isSorted())) {
      scripts.add("table.js");
    }
    if (blocks.stream().flatMap(Page::figures).anyMatch(figure -> figure.plot().isPresent())) {
      scripts.addAll(List.of("echarts.min.js", "plot.js"));
    }
    if (live) {
      scripts.add("live.js");
    }
    return scripts;
  }

  private static Stream<Block.Figure> figures(Block block) {
    return block instanceof Block.Figure figure
        ? Stream.of(figure)
        : block instanceof Block.Row row ? row.figures().stream() : Stream.empty();
  }

  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "normflow/report/" + name + " is not on the class path: build the jar again");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading normflow/report/" + name, e);
    }
  }
}
