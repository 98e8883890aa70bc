package normflow.engine.tile.order;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive elements of lists that one kernel call can take.
 *
 * @param first index of the first
 * @param count number of elements
 */
public record Run(int first, int count) {

  /** Says whether elements i and i + 1 follow each other as elements {@code first} and the next. */
  @FunctionalInterface
  public interface Continues {
    boolean test(int first, int i);
  }

  public static List<Run> split(int size, Continues continues) {
    List<Run> runs = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < size; i++) {
      if (i + 1 == size || !continues.test(first, i)) {
        runs.add(new Run(first, i + 1 - first));
        first = i + 1;
      }
    }
    return runs;
  }

  /** Whether two places follow each other at a distance. */
  public static boolean follows(List<Place> places, int i, int distance) {
    Place place = places.get(i);
    Place next = places.get(i + 1);
    return place.sharesMemory(next) && next.offset() - place.offset() == distance;
  }

  /** Whether places i and i + 1 are as far apart as {@code first} and the next. */
  public static boolean evenly(List<Place> places, int first, int i) {
    int distance = places.get(first + 1).offset() - places.get(first).offset();
    return places.get(first).sharesMemory(places.get(first + 1)) && follows(places, i, distance);
  }

  /** Whether numbers i and i + 1 are as far apart as {@code first} and the next. */
  static boolean evenlySpaced(List<Integer> numbers, int first, int i) {
    return numbers.get(i + 1) - numbers.get(i) == numbers.get(first + 1) - numbers.get(first);
  }

  /** The distance of neighbours in the run, 0 for a single one. */
  public int stride(List<Place> places) {
    return count < 2 ? 0 : places.get(first + 1).offset() - places.get(first).offset();
  }

  /** The distance of neighbours in the run, 0 for a single one. */
  public int step(List<Integer> numbers) {
    return count < 2 ? 0 : numbers.get(first + 1) - numbers.get(first);
  }
}
