package normflow.engine.tile.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns columns into rows, 16 by 16 or 8 by 8 numbers at a time, as many as a vector has, that stay
 * in registers.
 *
 * <p>In round s of 1, 2, 4 and 8, vectors i and i + s exchange the numbers that lie on the wrong
 * side of the diagonal between their blocks of s by s. Written out, because the compiler keeps
 * vectors in registers only where they are local variables.
 */
final class VectorTranspose {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SIZE = SPECIES.length();
  private static final boolean KNOWN = SIZE == 16 || SIZE == 8;

  private static final VectorShuffle<Float> BY_1 = swapped(1);
  private static final VectorShuffle<Float> BY_2 = swapped(2);
  private static final VectorShuffle<Float> BY_4 = swapped(4);
  private static final VectorShuffle<Float> BY_8 = swapped(8);
  private static final VectorMask<Float> UPPER_1 = upper(1);
  private static final VectorMask<Float> LOWER_1 = UPPER_1.not();
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> LOWER_2 = UPPER_2.not();
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> LOWER_4 = UPPER_4.not();
  private static final VectorMask<Float> UPPER_8 = upper(8);
  private static final VectorMask<Float> LOWER_8 = UPPER_8.not();

  private VectorTranspose() {}

  /** Lane i gets the number of lane i ^ s. */
  private static VectorShuffle<Float> swapped(int s) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ s) % SPECIES.length());
  }

  /** The lanes whose bit s is set. */
  private static VectorMask<Float> upper(int s) {
    return VectorMask.fromLong(SPECIES, lanesWith(s));
  }

  private static long lanesWith(int s) {
    long lanes = 0;
    for (int lane = 0; lane < SPECIES.length(); lane++) {
      lanes |= (lane & s) == 0 ? 0 : 1L << lane;
    }
    return lanes;
  }

  static void run(Lines to, Lines from, int columns, int rows) {
    float[] out = to.values();
    int o = to.offset();
    int outStep = to.step();
    float[] a = from.values();
    int ao = from.offset();
    int aStep = from.step();
    int wholeColumns = KNOWN ? columns / SIZE * SIZE : 0;
    int wholeRows = rows / SIZE * SIZE;
    for (int j = 0; j < wholeColumns; j += SIZE) {
      for (int r = 0; r < wholeRows; r += SIZE) {
        if (SIZE == 16) {
          block16(out, o + r * outStep + j, outStep, a, ao + j * aStep + r, aStep);
        } else {
          block8(out, o + r * outStep + j, outStep, a, ao + j * aStep + r, aStep);
        }
      }
    }
    if (wholeColumns < columns) {
      ScalarKernels.transposeBlocks(
          new Lines(out, o + wholeColumns, outStep),
          new Lines(a, ao + wholeColumns * aStep, aStep),
          columns - wholeColumns,
          rows);
    }
    if (wholeRows < rows && wholeColumns > 0) {
      ScalarKernels.transposeBlocks(
          new Lines(out, o + wholeRows * outStep, outStep),
          new Lines(a, ao + wholeRows, aStep),
          wholeColumns,
          rows - wholeRows);
    }
  }

  private static void block8(float[] out, int o, int outStep, float[] a, int ao, int aStep) {
    FloatVector v0 = FloatVector.fromArray(SPECIES, a, ao);
    FloatVector v1 = FloatVector.fromArray(SPECIES, a, ao + aStep);
    FloatVector v2 = FloatVector.fromArray(SPECIES, a, ao + 2 * aStep);
    FloatVector v3 = FloatVector.fromArray(SPECIES, a, ao + 3 * aStep);
    FloatVector v4 = FloatVector.fromArray(SPECIES, a, ao + 4 * aStep);
    FloatVector v5 = FloatVector.fromArray(SPECIES, a, ao + 5 * aStep);
    FloatVector v6 = FloatVector.fromArray(SPECIES, a, ao + 6 * aStep);
    FloatVector v7 = FloatVector.fromArray(SPECIES, a, ao + 7 * aStep);
    FloatVector t;
    t = v0;
    v0 = t.blend(v1.rearrange(BY_1), UPPER_1);
    v1 = v1.blend(t.rearrange(BY_1), LOWER_1);
    t = v2;
    v2 = t.blend(v3.rearrange(BY_1), UPPER_1);
    v3 = v3.blend(t.rearrange(BY_1), LOWER_1);
    t = v4;
    v4 = t.blend(v5.rearrange(BY_1), UPPER_1);
    v5 = v5.blend(t.rearrange(BY_1), LOWER_1);
    t = v6;
    v6 = t.blend(v7.rearrange(BY_1), UPPER_1);
    v7 = v7.blend(t.rearrange(BY_1), LOWER_1);
    t = v0;
    v0 = t.blend(v2.rearrange(BY_2), UPPER_2);
    v2 = v2.blend(t.rearrange(BY_2), LOWER_2);
    t = v1;
    v1 = t.blend(v3.rearrange(BY_2), UPPER_2);
    v3 = v3.blend(t.rearrange(BY_2), LOWER_2);
    t = v4;
    v4 = t.blend(v6.rearrange(BY_2), UPPER_2);
    v6 = v6.blend(t.rearrange(BY_2), LOWER_2);
    t = v5;
    v5 = t.blend(v7.rearrange(BY_2), UPPER_2);
    v7 = v7.blend(t.rearrange(BY_2), LOWER_2);
    t = v0;
    v0 = t.blend(v4.rearrange(BY_4), UPPER_4);
    v4 = v4.blend(t.rearrange(BY_4), LOWER_4);
    t = v1;
    v1 = t.blend(v5.rearrange(BY_4), UPPER_4);
    v5 = v5.blend(t.rearrange(BY_4), LOWER_4);
    t = v2;
    v2 = t.blend(v6.rearrange(BY_4), UPPER_4);
    v6 = v6.blend(t.rearrange(BY_4), LOWER_4);
    t = v3;
    v3 = t.blend(v7.rearrange(BY_4), UPPER_4);
    v7 = v7.blend(t.rearrange(BY_4), LOWER_4);
    v0.intoArray(out, o);
    v1.intoArray(out, o + outStep);
    v2.intoArray(out, o + 2 * outStep);
    v3.intoArray(out, o + 3 * outStep);
    v4.intoArray(out, o + 4 * outStep);
    v5.intoArray(out, o + 5 * outStep);
    v6.intoArray(out, o + 6 * outStep);
    v7.intoArray(out, o + 7 * outStep);
  }

  private static void block16(float[] out, int o, int outStep, float[] a, int ao, int aStep) {
    FloatVector v0 = FloatVector.fromArray(SPECIES, a, ao);
    FloatVector v1 = FloatVector.fromArray(SPECIES, a, ao + aStep);
    FloatVector v2 = FloatVector.fromArray(SPECIES, a, ao + 2 * aStep);
    FloatVector v3 = FloatVector.fromArray(SPECIES, a, ao + 3 * aStep);
    FloatVector v4 = FloatVector.fromArray(SPECIES, a, ao + 4 * aStep);
    FloatVector v5 = FloatVector.fromArray(SPECIES, a, ao + 5 * aStep);
    FloatVector v6 = FloatVector.fromArray(SPECIES, a, ao + 6 * aStep);
    FloatVector v7 = FloatVector.fromArray(SPECIES, a, ao + 7 * aStep);
    FloatVector v8 = FloatVector.fromArray(SPECIES, a, ao + 8 * aStep);
    FloatVector v9 = FloatVector.fromArray(SPECIES, a, ao + 9 * aStep);
    FloatVector v10 = FloatVector.fromArray(SPECIES, a, ao + 10 * aStep);
    FloatVector v11 = FloatVector.fromArray(SPECIES, a, ao + 11 * aStep);
    FloatVector v12 = FloatVector.fromArray(SPECIES, a, ao + 12 * aStep);
    FloatVector v13 = FloatVector.fromArray(SPECIES, a, ao + 13 * aStep);
    FloatVector v14 = FloatVector.fromArray(SPECIES, a, ao + 14 * aStep);
    FloatVector v15 = FloatVector.fromArray(SPECIES, a, ao + 15 * aStep);
    FloatVector t;
    t = v0;
    v0 = t.blend(v1.rearrange(BY_1), UPPER_1);
    v1 = v1.blend(t.rearrange(BY_1), LOWER_1);
    t = v2;
    v2 = t.blend(v3.rearrange(BY_1), UPPER_1);
    v3 = v3.blend(t.rearrange(BY_1), LOWER_1);
    t = v4;
    v4 = t.blend(v5.rearrange(BY_1), UPPER_1);
    v5 = v5.blend(t.rearrange(BY_1), LOWER_1);
    t = v6;
    v6 = t.blend(v7.rearrange(BY_1), UPPER_1);
    v7 = v7.blend(t.rearrange(BY_1), LOWER_1);
    t = v8;
    v8 = t.blend(v9.rearrange(BY_1), UPPER_1);
    v9 = v9.blend(t.rearrange(BY_1), LOWER_1);
    t = v10;
    v10 = t.blend(v11.rearrange(BY_1), UPPER_1);
    v11 = v11.blend(t.rearrange(BY_1), LOWER_1);
    t = v12;
    v12 = t.blend(v13.rearrange(BY_1), UPPER_1);
    v13 = v13.blend(t.rearrange(BY_1), LOWER_1);
    t = v14;
    v14 = t.blend(v15.rearrange(BY_1), UPPER_1);
    v15 = v15.blend(t.rearrange(BY_1), LOWER_1);
    t = v0;
    v0 = t.blend(v2.rearrange(BY_2), UPPER_2);
    v2 = v2.blend(t.rearrange(BY_2), LOWER_2);
    t = v1;
    v1 = t.blend(v3.rearrange(BY_2), UPPER_2);
    v3 = v3.blend(t.rearrange(BY_2), LOWER_2);
    t = v4;
    v4 = t.blend(v6.rearrange(BY_2), UPPER_2);
    v6 = v6.blend(t.rearrange(BY_2), LOWER_2);
    t = v5;
    v5 = t.blend(v7.rearrange(BY_2), UPPER_2);
    v7 = v7.blend(t.rearrange(BY_2), LOWER_2);
    t = v8;
    v8 = t.blend(v10.rearrange(BY_2), UPPER_2);
    v10 = v10.blend(t.rearrange(BY_2), LOWER_2);
    t = v9;
    v9 = t.blend(v11.rearrange(BY_2), UPPER_2);
    v11 = v11.blend(t.rearrange(BY_2), LOWER_2);
    t = v12;
    v12 = t.blend(v14.rearrange(BY_2), UPPER_2);
    v14 = v14.blend(t.rearrange(BY_2), LOWER_2);
    t = v13;
    v13 = t.blend(v15.rearrange(BY_2), UPPER_2);
    v15 = v15.blend(t.rearrange(BY_2), LOWER_2);
    t = v0;
    v0 = t.blend(v4.rearrange(BY_4), UPPER_4);
    v4 = v4.blend(t.rearrange(BY_4), LOWER_4);
    t = v1;
    v1 = t.blend(v5.rearrange(BY_4), UPPER_4);
    v5 = v5.blend(t.rearrange(BY_4), LOWER_4);
    t = v2;
    v2 = t.blend(v6.rearrange(BY_4), UPPER_4);
    v6 = v6.blend(t.rearrange(BY_4), LOWER_4);
    t = v3;
    v3 = t.blend(v7.rearrange(BY_4), UPPER_4);
    v7 = v7.blend(t.rearrange(BY_4), LOWER_4);
    t = v8;
    v8 = t.blend(v12.rearrange(BY_4), UPPER_4);
    v12 = v12.blend(t.rearrange(BY_4), LOWER_4);
    t = v9;
    v9 = t.blend(v13.rearrange(BY_4), UPPER_4);
    v13 = v13.blend(t.rearrange(BY_4), LOWER_4);
    t = v10;
    v10 = t.blend(v14.rearrange(BY_4), UPPER_4);
    v14 = v14.blend(t.rearrange(BY_4), LOWER_4);
    t = v11;
    v11 = t.blend(v15.rearrange(BY_4), UPPER_4);
    v15 = v15.blend(t.rearrange(BY_4), LOWER_4);
    t = v0;
    v0 = t.blend(v8.rearrange(BY_8), UPPER_8);
    v8 = v8.blend(t.rearrange(BY_8), LOWER_8);
    t = v1;
    v1 = t.blend(v9.rearrange(BY_8), UPPER_8);
    v9 = v9.blend(t.rearrange(BY_8), LOWER_8);
    t = v2;
    v2 = t.blend(v10.rearrange(BY_8), UPPER_8);
    v10 = v10.blend(t.rearrange(BY_8), LOWER_8);
    t = v3;
    v3 = t.blend(v11.rearrange(BY_8), UPPER_8);
    v11 = v11.blend(t.rearrange(BY_8), LOWER_8);
    t = v4;
    v4 = t.blend(v12.rearrange(BY_8), UPPER_8);
    v12 = v12.blend(t.rearrange(BY_8), LOWER_8);
    t = v5;
    v5 = t.blend(v13.rearrange(BY_8), UPPER_8);
    v13 = v13.blend(t.rearrange(BY_8), LOWER_8);
    t = v6;
    v6 = t.blend(v14.rearrange(BY_8), UPPER_8);
    v14 = v14.blend(t.rearrange(BY_8), LOWER_8);
    t = v7;
    v7 = t.blend(v15.rearrange(BY_8), UPPER_8);
    v15 = v15.blend(t.rearrange(BY_8), LOWER_8);
    v0.intoArray(out, o);
    v1.intoArray(out, o + outStep);
    v2.intoArray(out, o + 2 * outStep);
    v3.intoArray(out, o + 3 * outStep);
    v4.intoArray(out, o + 4 * outStep);
    v5.intoArray(out, o + 5 * outStep);
    v6.intoArray(out, o + 6 * outStep);
    v7.intoArray(out, o + 7 * outStep);
    v8.intoArray(out, o + 8 * outStep);
    v9.intoArray(out, o + 9 * outStep);
    v10.intoArray(out, o + 10 * outStep);
    v11.intoArray(out, o + 11 * outStep);
    v12.intoArray(out, o + 12 * outStep);
    v13.intoArray(out, o + 13 * outStep);
    v14.intoArray(out, o + 14 * outStep);
    v15.intoArray(out, o + 15 * outStep);
  }
}
