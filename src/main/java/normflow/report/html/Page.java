package normflow.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A report as one HTML file that needs no other: style and pictures are inside, and a small script
 * where there is a film to play. It is light or dark as the reader's system is, fits a phone and
 * prints.
 */
public record Page(String title, String subtitle, List<Section> sections) {

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
    if (isPlayed()) {
      html.append("<script>\n").append(resource("film.js")).append("</script>\n");
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private boolean isPlayed() {
    return sections.stream()
        .flatMap(section -> section.blocks().stream())
        .anyMatch(Block.Player.class::isInstance);
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
