package normflow.engine.tile.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Columns times a matrix with the results of a row side by side. */
final class VectorRows {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  static void product(Lines to, Lines from, RowMatrix matrix, float slope, int count) {
    float[] out = to.values();
    float[] a = from.values();
    float[] w = matrix.rows().values();
    float[] bias = matrix.bias();
    int outStep = to.step();
    int ao = from.offset();
    for (int j = 0; j < matrix.outer(); j += LANES) {
      int o = to.offset() + j;
      int wo = matrix.rows().offset() + j;
      int bo = matrix.biasOffset() + j;
      if (matrix.inner() == 1) {
        one(out, o, outStep, a, ao, w, wo, count, bias, bo, slope);
      } else {
        int wStep = matrix.rows().step();
        many(
            out,
            o,
            outStep,
            a,
            ao,
            from.step(),
            w,
            wo,
            wStep,
            matrix.inner(),
            count,
            bias,
            bo,
            slope);
      }
    }
  }

  private static void one(
      float[] out,
      int o,
      int outStep,
      float[] a,
      int ao,
      float[] w,
      int wo,
      int count,
      float[] bias,
      int bo,
      float slope) {
    FloatVector weight = FloatVector.fromArray(SPECIES, w, wo);
    FloatVector start = FloatVector.fromArray(SPECIES, bias, bo);
    for (int r = 0; r < count; r++) {
      FloatVector sum = weight.fma(FloatVector.broadcast(SPECIES, a[ao + r]), start);
      sum.blend(sum.mul(slope), sum.compare(LT, 0f)).intoArray(out, o + r * outStep);
    }
  }

  private static void many(
      float[] out,
      int o,
      int outStep,
      float[] a,
      int ao,
      int aStep,
      float[] w,
      int wo,
      int wStep,
      int inner,
      int count,
      float[] bias,
      int bo,
      float slope) {
    for (int r = 0; r < count; r++) {
      FloatVector sum = FloatVector.fromArray(SPECIES, bias, bo);
      for (int k = 0; k < inner; k++) {
        FloatVector x = FloatVector.broadcast(SPECIES, a[ao + k * aStep + r]);
        sum = x.fma(FloatVector.fromArray(SPECIES, w, wo + k * wStep), sum);
      }
      sum.blend(sum.mul(slope), sum.compare(LT, 0f)).intoArray(out, o + r * outStep);
    }
  }

  static void countUpTo(float[] counts, int co, float[] x, int xo, float[] numbers, int rows) {
    for (int r = 0; r < rows; r += LANES) {
      FloatVector of = FloatVector.fromArray(SPECIES, x, xo + r);
      FloatVector count = FloatVector.zero(SPECIES);
      for (float number : numbers) {
        count = count.add(1f, of.compare(GE, number));
      }
      count.intoArray(counts, co + r);
    }
  }

  static void bentLines(
      float[] out,
      int o,
      float[] x,
      int xo,
      float[] places,
      int po,
      float[] anchors,
      float[] pieces,
      int width,
      int rows,
      float slope) {
    int wide = width - width % (4 * LANES);
    for (int r = 0; r < rows; r++) {
      int piece = (int) places[po + r];
      FloatVector distance = FloatVector.broadcast(SPECIES, x[xo + r] - anchors[piece]);
      int at = 2 * piece * width;
      int to = o + r * width;
      for (int j = 0; j < wide; j += 4 * LANES) {
        FloatVector y0 = line(pieces, at + j, width, distance);
        FloatVector y1 = line(pieces, at + j + LANES, width, distance);
        FloatVector y2 = line(pieces, at + j + 2 * LANES, width, distance);
        FloatVector y3 = line(pieces, at + j + 3 * LANES, width, distance);
        bent(y0, slope).intoArray(out, to + j);
        bent(y1, slope).intoArray(out, to + j + LANES);
        bent(y2, slope).intoArray(out, to + j + 2 * LANES);
        bent(y3, slope).intoArray(out, to + j + 3 * LANES);
      }
      for (int j = wide; j < width; j += LANES) {
        bent(line(pieces, at + j, width, distance), slope).intoArray(out, to + j);
      }
    }
  }

  private static FloatVector line(float[] pieces, int at, int width, FloatVector distance) {
    return FloatVector.fromArray(SPECIES, pieces, at + width)
        .fma(distance, FloatVector.fromArray(SPECIES, pieces, at));
  }

  private static FloatVector bent(FloatVector x, float slope) {
    return x.blend(x.mul(slope), x.compare(LT, 0f));
  }
}
