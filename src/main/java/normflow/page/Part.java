package normflow.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import normflow.codec.Codec;
import normflow.report.chart.Chart;
import normflow.report.draw.Picture;
import normflow.report.film.Film;
import normflow.report.html.Block;
import normflow.report.plot.Plot;
import normflow.spark.Termination;

/**
 * What is drawn of a page in one go.
 *
 * @param blocks of the page
 * @param files beside it, by name
 */
public record Part(List<Block> blocks, Map<String, byte[]> files) {

  static final Part NONE = new Part(List.of(), Map.of());

  private static final double GIF_SCALE = 1;
  private static final double PAGE_SCALE = 1.5;

  static Part of(Block... blocks) {
    return new Part(List.of(blocks), Map.of());
  }

  /** A picture in the page and beside it. */
  static Part figure(String name, Picture picture, String caption) {
    return new Part(
        List.of(new Block.Figure(picture, caption, caption)), Map.of(name + ".png", picture.png()));
  }

  /** A chart in the page, to be asked, and its picture beside it. */
  static Part figure(String name, Chart chart, String caption) {
    Block.Figure figure = asked(chart, caption);
    return new Part(List.of(figure), Map.of(name + ".png", figure.picture().png()));
  }

  /** A chart to be asked. */
  public static Block.Figure asked(Chart chart, String caption) {
    Plot plot = chart.plot();
    return new Block.Figure(
        Picture.of(chart.image()),
        caption,
        chart.words(),
        Optional.of(new Block.Data(plot.kind(), Codec.jsonLine(plot))));
  }

  /** Pictures in the page, two a row, and beside it. */
  static Part rows(Map<String, Supplier<Picture>> drawings) {
    List<String> names = List.copyOf(drawings.keySet());
    List<Picture> pictures = each(List.copyOf(drawings.values()));
    List<Block.Figure> figures = new ArrayList<>();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      figures.add(new Block.Figure(pictures.get(i), "", name.replace('-', ' ')));
      files.put(name + ".png", pictures.get(i).png());
    }
    List<Block> rows = new ArrayList<>();
    for (int i = 0; i < figures.size(); i += 2) {
      rows.add(new Block.Row(figures.subList(i, Math.min(i + 2, figures.size()))));
    }
    return new Part(rows, files);
  }

  /**
   * A film in the page, and a smaller one beside it.
   *
   * @param film by the pixels per layout unit
   */
  static Part film(String name, DoubleFunction<Film> film, String caption) {
    return all(
        List.of(
            () -> of(new Block.Player(film.apply(PAGE_SCALE).sprites(), caption, caption)),
            () -> new Part(List.of(), Map.of(name + ".gif", film.apply(GIF_SCALE).gif()))));
  }

  /** One after the other, drawn at the same time. */
  static Part all(List<Supplier<Part>> drawings) {
    return each(drawings).stream().reduce(NONE, Part::then);
  }

  /** All of them in their order, drawn at the same time unless this process is to end. */
  static <T> List<T> each(List<Supplier<T>> drawings) {
    return drawings.parallelStream()
        .map(
            drawing -> {
              Termination.ofProcess().check();
              return drawing.get();
            })
        .toList();
  }

  private Part then(Part next) {
    List<Block> both = new ArrayList<>(blocks);
    both.addAll(next.blocks);
    Map<String, byte[]> beside = new LinkedHashMap<>(files);
    beside.putAll(next.files);
    return new Part(both, beside);
  }
}
