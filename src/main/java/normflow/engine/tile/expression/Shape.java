package normflow.engine.tile.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The extents of an array in row-major order.
 *
 * @param extents each at least 1
 */
public record Shape(List<Integer> extents) {

  public Shape {
    extents = List.copyOf(extents);
  }

  /** The shape with these extents. */
  public static Shape of(int... extents) {
    List<Integer> list = new ArrayList<>();
    for (int extent : extents) {
      list.add(extent);
    }
    return new Shape(list);
  }

  /** The number of dimensions. */
  public int rank() {
    return extents.size();
  }

  /** The number of elements. */
  public int size() {
    return extents.stream().reduce(1, Math::multiplyExact);
  }

  /** The extent of one dimension. */
  public int extent(int dimension) {
    return extents.get(dimension);
  }

  /** The same with ones in front up to a rank. */
  public Shape padded(int rank) {
    List<Integer> padded = new ArrayList<>(Collections.nCopies(Math.max(0, rank - rank()), 1));
    padded.addAll(extents);
    return new Shape(padded);
  }

  /** The same without the first dimension. */
  public Shape withoutFirst() {
    return new Shape(extents.subList(1, extents.size()));
  }

  /** The shape that both are stretched to: extents of 1 follow the other's. */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    Shape left = a.padded(rank);
    Shape right = b.padded(rank);
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int m = left.extent(i);
      int n = right.extent(i);
      if (m != n && m != 1 && n != 1) {
        throw new UnsupportedGraphException("shapes " + a + " and " + b + " together");
      }
      extents.add(Math.max(m, n));
    }
    return new Shape(extents);
  }

  /**
   * For each element of the stretched shape, the index of the element of this one that it shows.
   */
  public int[] indicesIn(Shape stretched) {
    Shape own = padded(stretched.rank());
    int[] indices = new int[stretched.size()];
    for (int at = 0; at < indices.length; at++) {
      int rest = at;
      int index = 0;
      int step = 1;
      for (int i = stretched.rank() - 1; i >= 0; i--) {
        int coordinate = rest % stretched.extent(i);
        rest /= stretched.extent(i);
        index += own.extent(i) == 1 ? 0 : coordinate * step;
        step *= own.extent(i);
      }
      indices[at] = index;
    }
    return indices;
  }

  @Override
  public String toString() {
    return extents.toString();
  }
}
