package normflow.page;

import java.util.Optional;
import normflow.report.chart.Calibration;
import normflow.report.chart.Marginals;
import normflow.report.chart.PairPlot;
import normflow.report.draw.Picture;
import normflow.spark.score.LocalModel;
import normflow.text.Numbers;

/** What shows whether a model's samples are like the data, in any number of columns. */
final class ModelChecks {

  private final ReportedModel reported;
  private final double[][] samples;

  /**
   * @param samples of the model, as it gives them
   */
  ModelChecks(ReportedModel reported, double[][] samples) {
    this.reported = reported;
    this.samples = samples;
  }

  private int dim() {
    return reported.model().flow().dim();
  }

  Picture pairs() {
    return Picture.of(
        new PairPlot(reported.model().dataColumns(), reported.data(), samples).image());
  }

  String pairsCaption() {
    return (dim() > PairPlot.MOST
            ? Numbers.format("The first %d of %d columns. ", PairPlot.MOST, dim())
            : "")
        + "Below the diagonal rows of the data, above it samples of the model; on it the"
        + " distribution of each column."
        + (reported.isConditional() ? " Samples are drawn at the contexts of the data." : "");
  }

  /** Every column by itself, where there are no pairs or they do not have them all. */
  Optional<Picture> marginals() {
    return dim() == 1 || dim() > PairPlot.MOST
        ? Optional.of(
            Picture.of(
                new Marginals(reported.model().dataColumns(), reported.data(), samples).image()))
        : Optional.empty();
  }

  String marginalsCaption() {
    return dim() > Marginals.MOST
        ? Numbers.format("The first %d of %d columns by themselves.", Marginals.MOST, dim())
        : "Every column by itself.";
  }

  /** Ranks of rows that the model was not trained on, if there are any, among its samples. */
  Calibration calibration() {
    double[][] rows = reported.checked();
    LocalModel model = reported.local();
    double[][] drawn = reported.isConditional() ? reported.samplesAt(rows) : samples;
    return Calibration.of(model.logDensity(rows), model.logDensity(drawn));
  }

  String meaning(Calibration calibration) {
    boolean held = reported.heldOut().isPresent();
    String rows = reported.checkedName();
    return "If the model were right, the log-densities of "
        + rows
        + " and of its own samples would have one distribution; the largest difference of their"
        + Numbers.format(
            " distribution functions is %.4f, and a right model would exceed %.4f in one case of"
                + " twenty.",
            calibration.distance(), calibration.chance())
        + (held
            ? ""
            : " There are no held-out rows: a model that has learned rows by heart passes.");
  }

  String calibrationCaption(Calibration calibration) {
    return calibration.sizes()
        + ". A slope to the right: rows are more likely than samples, so the samples spread too far;"
        + " to the left: rows fall where the model has too little density. In the grey band a bar"
        + " is off 1 by no more than chance in 19 cases of 20.";
  }
}
