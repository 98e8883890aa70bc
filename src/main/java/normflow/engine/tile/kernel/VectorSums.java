package normflow.engine.tile.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Sums over columns, and sums of products over the rows of a tile. */
final class VectorSums {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** The rows of the usual tile. */
  private static final int WHOLE = 4 * Kernels.LANES;

  private VectorSums() {}

  static void sumColumns(float[] out, int o, float[] a, int ao, int aStep, int columns, int rows) {
    for (int r = 0; r < rows; r += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, a, ao + r);
      for (int k = 1; k < columns; k++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, a, ao + k * aStep + r));
      }
      sum.intoArray(out, o + r);
    }
  }

  static void addOuter(Lines sums, Lines left, int columns, Lines right, int width, int count) {
    float[] sum = sums.values();
    int so = sums.offset();
    float[] a = left.values();
    int ao = left.offset();
    int aStep = left.step();
    float[] t = right.values();
    int to = right.offset();
    int step = right.step();
    int wide = width - width % (4 * LANES);
    // A strip of the rows stays in the first-level cache for all columns.
    for (int j = 0; j < width; j += j < wide ? 4 * LANES : LANES) {
      int i = 0;
      for (; i + 4 <= columns; i += 4) {
        if (j < wide) {
          outer4x4(sum, so + i * step + j, a, ao + i * aStep, aStep, t, to + j, step, count);
        } else {
          outer4x1(sum, so + i * step + j, a, ao + i * aStep, aStep, t, to + j, step, count);
        }
      }
      for (; i < columns; i++) {
        for (int k = j; k < (j < wide ? j + 4 * LANES : j + LANES); k += LANES) {
          outer1x1(sum, so + i * step + k, a, ao + i * aStep, t, to + k, step, count);
        }
      }
    }
  }

  private static void outer4x4(
      float[] sum, int so, float[] a, int ao, int aStep, float[] t, int to, int width, int count) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sum, so);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sum, so + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sum, so + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sum, so + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sum, so + width);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sum, so + width + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sum, so + width + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sum, so + width + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sum, so + 2 * width);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sum, so + 2 * width + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sum, so + 2 * width + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sum, so + 2 * width + 3 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sum, so + 3 * width);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sum, so + 3 * width + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sum, so + 3 * width + 2 * LANES);
    FloatVector s33 = FloatVector.fromArray(SPECIES, sum, so + 3 * width + 3 * LANES);
    for (int r = 0; r < count; r++) {
      int at = to + r * width;
      FloatVector t0 = FloatVector.fromArray(SPECIES, t, at);
      FloatVector t1 = FloatVector.fromArray(SPECIES, t, at + LANES);
      FloatVector t2 = FloatVector.fromArray(SPECIES, t, at + 2 * LANES);
      FloatVector t3 = FloatVector.fromArray(SPECIES, t, at + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[ao + r]);
      s00 = x.fma(t0, s00);
      s01 = x.fma(t1, s01);
      s02 = x.fma(t2, s02);
      s03 = x.fma(t3, s03);
      x = FloatVector.broadcast(SPECIES, a[ao + aStep + r]);
      s10 = x.fma(t0, s10);
      s11 = x.fma(t1, s11);
      s12 = x.fma(t2, s12);
      s13 = x.fma(t3, s13);
      x = FloatVector.broadcast(SPECIES, a[ao + 2 * aStep + r]);
      s20 = x.fma(t0, s20);
      s21 = x.fma(t1, s21);
      s22 = x.fma(t2, s22);
      s23 = x.fma(t3, s23);
      x = FloatVector.broadcast(SPECIES, a[ao + 3 * aStep + r]);
      s30 = x.fma(t0, s30);
      s31 = x.fma(t1, s31);
      s32 = x.fma(t2, s32);
      s33 = x.fma(t3, s33);
    }
    s00.intoArray(sum, so);
    s01.intoArray(sum, so + LANES);
    s02.intoArray(sum, so + 2 * LANES);
    s03.intoArray(sum, so + 3 * LANES);
    s10.intoArray(sum, so + width);
    s11.intoArray(sum, so + width + LANES);
    s12.intoArray(sum, so + width + 2 * LANES);
    s13.intoArray(sum, so + width + 3 * LANES);
    s20.intoArray(sum, so + 2 * width);
    s21.intoArray(sum, so + 2 * width + LANES);
    s22.intoArray(sum, so + 2 * width + 2 * LANES);
    s23.intoArray(sum, so + 2 * width + 3 * LANES);
    s30.intoArray(sum, so + 3 * width);
    s31.intoArray(sum, so + 3 * width + LANES);
    s32.intoArray(sum, so + 3 * width + 2 * LANES);
    s33.intoArray(sum, so + 3 * width + 3 * LANES);
  }

  private static void outer4x1(
      float[] sum, int so, float[] a, int ao, int aStep, float[] t, int to, int width, int count) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, sum, so);
    FloatVector s1 = FloatVector.fromArray(SPECIES, sum, so + width);
    FloatVector s2 = FloatVector.fromArray(SPECIES, sum, so + 2 * width);
    FloatVector s3 = FloatVector.fromArray(SPECIES, sum, so + 3 * width);
    for (int r = 0; r < count; r++) {
      FloatVector x = FloatVector.fromArray(SPECIES, t, to + r * width);
      s0 = x.fma(FloatVector.broadcast(SPECIES, a[ao + r]), s0);
      s1 = x.fma(FloatVector.broadcast(SPECIES, a[ao + aStep + r]), s1);
      s2 = x.fma(FloatVector.broadcast(SPECIES, a[ao + 2 * aStep + r]), s2);
      s3 = x.fma(FloatVector.broadcast(SPECIES, a[ao + 3 * aStep + r]), s3);
    }
    s0.intoArray(sum, so);
    s1.intoArray(sum, so + width);
    s2.intoArray(sum, so + 2 * width);
    s3.intoArray(sum, so + 3 * width);
  }

  private static void outer1x1(
      float[] sum, int so, float[] a, int ao, float[] t, int to, int width, int count) {
    FloatVector s = FloatVector.fromArray(SPECIES, sum, so);
    for (int r = 0; r < count; r++) {
      s =
          FloatVector.fromArray(SPECIES, t, to + r * width)
              .fma(FloatVector.broadcast(SPECIES, a[ao + r]), s);
    }
    s.intoArray(sum, so);
  }

  /**
   * Lanes beyond the machine's are the next vectors of the same 16, so that any machine with
   * vectors of at most 16 floats adds the same numbers in the same order.
   */
  static void addDots(
      float[] sum,
      int so,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int bStep,
      int columns,
      int count) {
    int whole = count - count % WHOLE;
    for (int r = 0; r < whole; r += WHOLE) {
      wholeDots(sum, so, a, ao + r, b, bo + r, bStep, columns);
    }
    if (whole < count) {
      someDots(sum, so, a, ao + whole, b, bo + whole, bStep, columns, count - whole);
    }
  }

  private static void someDots(
      float[] sum,
      int so,
      float[] a,
      int ao,
      float[] b,
      int bo,
      int bStep,
      int columns,
      int count) {
    for (int j = 0; j < columns; j++) {
      int at = bo + j * bStep;
      for (int lane = 0; lane < Kernels.LANES; lane += LANES) {
        int to = so + j * Kernels.LANES + lane;
        FloatVector s = FloatVector.fromArray(SPECIES, sum, to);
        int r = lane;
        for (; r + LANES <= count; r += Kernels.LANES) {
          s =
              FloatVector.fromArray(SPECIES, a, ao + r)
                  .fma(FloatVector.fromArray(SPECIES, b, at + r), s);
        }
        if (r < count) {
          VectorMask<Float> rest = SPECIES.indexInRange(r, count);
          FloatVector x = FloatVector.fromArray(SPECIES, a, ao + r, rest);
          s = x.fma(FloatVector.fromArray(SPECIES, b, at + r, rest), s);
        }
        s.intoArray(sum, to);
      }
    }
  }

  static void addSums(float[] sum, int so, float[] b, int bo, int bStep, int columns, int count) {
    int whole = count - count % WHOLE;
    for (int r = 0; r < whole; r += WHOLE) {
      wholeSums(sum, so, b, bo + r, bStep, columns);
    }
    if (whole < count) {
      someSums(sum, so, b, bo + whole, bStep, columns, count - whole);
    }
  }

  private static void someSums(
      float[] sum, int so, float[] b, int bo, int bStep, int columns, int count) {
    for (int j = 0; j < columns; j++) {
      int at = bo + j * bStep;
      for (int lane = 0; lane < Kernels.LANES; lane += LANES) {
        int to = so + j * Kernels.LANES + lane;
        FloatVector s = FloatVector.fromArray(SPECIES, sum, to);
        int r = lane;
        for (; r + LANES <= count; r += Kernels.LANES) {
          s = s.add(FloatVector.fromArray(SPECIES, b, at + r));
        }
        if (r < count) {
          s = s.add(FloatVector.fromArray(SPECIES, b, at + r, SPECIES.indexInRange(r, count)));
        }
        s.intoArray(sum, to);
      }
    }
  }

  /** A tile of {@link #WHOLE} rows: four terms a lane. */
  private static void wholeDots(
      float[] sum, int so, float[] a, int ao, float[] b, int bo, int bStep, int columns) {
    for (int lane = 0; lane < Kernels.LANES; lane += LANES) {
      dotsOfLanes(sum, so + lane, a, ao + lane, b, bo + lane, bStep, columns);
    }
  }

  private static void dotsOfLanes(
      float[] sum, int so, float[] a, int ao, float[] b, int bo, int bStep, int columns) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, a, ao);
    FloatVector a1 = FloatVector.fromArray(SPECIES, a, ao + Kernels.LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, a, ao + 2 * Kernels.LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, a, ao + 3 * Kernels.LANES);
    for (int j = 0; j < columns; j++) {
      int at = bo + j * bStep;
      int to = so + j * Kernels.LANES;
      FloatVector s = FloatVector.fromArray(SPECIES, sum, to);
      s = a0.fma(FloatVector.fromArray(SPECIES, b, at), s);
      s = a1.fma(FloatVector.fromArray(SPECIES, b, at + Kernels.LANES), s);
      s = a2.fma(FloatVector.fromArray(SPECIES, b, at + 2 * Kernels.LANES), s);
      s = a3.fma(FloatVector.fromArray(SPECIES, b, at + 3 * Kernels.LANES), s);
      s.intoArray(sum, to);
    }
  }

  private static void wholeSums(float[] sum, int so, float[] b, int bo, int bStep, int columns) {
    for (int lane = 0; lane < Kernels.LANES; lane += LANES) {
      for (int j = 0; j < columns; j++) {
        int at = bo + j * bStep + lane;
        int to = so + j * Kernels.LANES + lane;
        FloatVector s = FloatVector.fromArray(SPECIES, sum, to);
        s = s.add(FloatVector.fromArray(SPECIES, b, at));
        s = s.add(FloatVector.fromArray(SPECIES, b, at + Kernels.LANES));
        s = s.add(FloatVector.fromArray(SPECIES, b, at + 2 * Kernels.LANES));
        s = s.add(FloatVector.fromArray(SPECIES, b, at + 3 * Kernels.LANES));
        s.intoArray(sum, to);
      }
    }
  }
}
