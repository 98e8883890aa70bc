package normflow.report.html;

import java.util.List;
import java.util.Optional;
import normflow.report.draw.Picture;
import normflow.report.film.Sprites;
import normflow.text.Numbers;

/** One part of a page, from top to bottom. Every text is plain: markup in it is shown, not run. */
public sealed interface Block {

  /** A paragraph. */
  record Text(String text) implements Block {}

  /** A link to a file beside the page, such as {@code models/one/index.html}. */
  record Link(String text, String path) implements Block {

    public Link {
      requireBeside(path);
    }
  }

  private static void requireBeside(String path) {
    if (path.contains(":") || path.startsWith("/")) {
      throw new IllegalArgumentException(
          "path = " + path + ": must be relative, so that page and file can move together");
    }
  }

  /** Text in a fixed-width face with its line breaks kept. */
  record Preformatted(String text) implements Block {}

  /**
   * A picture with a caption, "" for none.
   *
   * @param alternative what the picture shows, for those who cannot see it
   * @param plot the same to be asked, where the page's script runs
   */
  record Figure(Picture picture, String caption, String alternative, Optional<Data> plot)
      implements Block {

    /** A picture alone. */
    public Figure(Picture picture, String caption, String alternative) {
      this(picture, caption, alternative, Optional.empty());
    }

    public Figure {
      if (alternative.isBlank()) {
        throw new IllegalArgumentException(
            "alternative of figure '" + caption + "' is blank: say what the picture shows");
      }
    }
  }

  /**
   * A plot as the page's script draws it.
   *
   * @param kind of the plot
   * @param json what it is made of
   */
  record Data(String kind, String json) {}

  /**
   * A film with buttons to play it; without script and in print its last frame.
   *
   * @param alternative what the film shows, for those who cannot see it
   */
  record Player(Sprites sprites, String caption, String alternative) implements Block {

    public Player {
      if (alternative.isBlank()) {
        throw new IllegalArgumentException(
            "alternative of film '" + caption + "' is blank: say what the film shows");
      }
    }
  }

  /** Figures beside each other where the page is wide enough. */
  record Row(List<Figure> figures) implements Block {

    public Row {
      figures = List.copyOf(figures);
    }
  }

  /**
   * Figures in rows and columns that are compared, such as models by exact density, learned density
   * and samples; on a narrow page it scrolls sideways.
   */
  record Matrix(List<String> columns, List<MatrixRow> rows) implements Block {

    public Matrix {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (MatrixRow row : rows) {
        if (row.figures().size() != columns.size()) {
          throw new IllegalArgumentException(
              Numbers.format(
                  "row '%s' has %d figures for %d columns: give one for each",
                  row.name(), row.figures().size(), columns.size()));
        }
      }
    }
  }

  /** A row of a {@link Matrix}: its name, a line on it ("" for none) and a figure a column. */
  record MatrixRow(String name, String detail, List<Figure> figures) {

    public MatrixRow {
      figures = List.copyOf(figures);
    }
  }

  /**
   * A table; columns whose cells are all numbers are aligned right. A page that runs its script
   * sorts it, and gives one of many rows a filter.
   */
  record Table(List<String> header, List<List<Cell>> rows, String caption) implements Block {

    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (int i = 0; i < rows.size(); i++) {
        if (rows.get(i).size() != header.size()) {
          throw new IllegalArgumentException(
              Numbers.format(
                  "rows[%d] has %d cells for %d columns: give one for each",
                  i, rows.get(i).size(), header.size()));
        }
      }
    }

    /** Whether there is anything to sort. */
    boolean isSorted() {
      return rows.size() > 1;
    }

    /** Of texts that lead nowhere. */
    public static Table of(List<String> header, List<List<String>> rows, String caption) {
      return new Table(
          header, rows.stream().map(row -> row.stream().map(Cell::of).toList()).toList(), caption);
    }
  }

  /** A text of a table, and the file beside the page that it leads to, "" for none. */
  record Cell(String text, String path) {

    public Cell {
      requireBeside(path);
    }

    public static Cell of(String text) {
      return new Cell(text, "");
    }

    /** A text that leads to a file; to none where a name in the path looks like an address. */
    public static Cell of(String text, String path) {
      return new Cell(text, path.contains(":") ? "" : path);
    }
  }

  /** Tiles with the few numbers that sum the page up. */
  record Facts(List<Fact> facts) implements Block {

    public Facts {
      facts = List.copyOf(facts);
    }
  }

  /** One tile: "held-out NLL", "1.344 ± 0.004", "nats"; the detail may be "". */
  record Fact(String name, String value, String detail) {}
}
