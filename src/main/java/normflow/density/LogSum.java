package normflow.density;

/** The running value of {@code log(sum_i exp(v_i))}, which neither overflows nor underflows. */
final class LogSum {

  private double largest = Double.NEGATIVE_INFINITY;
  private double sum;

  void add(double value) {
    if (value == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (value <= largest) {
      sum += Math.exp(value - largest);
    } else {
      sum = sum * Math.exp(largest - value) + 1;
      largest = value;
    }
  }

  /** The logarithm so far; minus infinity before anything finite was added. */
  double value() {
    return largest + Math.log(sum);
  }
}
