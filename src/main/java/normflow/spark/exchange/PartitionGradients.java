package normflow.spark.exchange;

import java.util.List;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.Command;
import normflow.spark.work.Command.Kind;
import normflow.spark.work.PartitionResult;
import normflow.spark.work.PartitionWork;
import normflow.train.Gradients;
import normflow.train.LocalResult;
import normflow.train.LocalSteps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums over partitions: every command goes to all of them through an exchange, and their answers
 * are added in partition order, so that the bits depend neither on which task ends first nor on how
 * the answers travel.
 */
public final class PartitionGradients implements Gradients, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionGradients.class);

  private final Exchange exchange;
  private final PartitionWork work;
  private final long validationRows;
  private long computeNanos;

  /**
   * @param validationRows number of rows to validate on
   */
  public PartitionGradients(Exchange exchange, PartitionWork work, long validationRows) {
    this.exchange = exchange;
    this.work = work;
    this.validationRows = validationRows;
  }

  @Override
  public long rows() {
    return work.rows();
  }

  @Override
  public int statisticsColumns() {
    return work.statisticsColumns();
  }

  @Override
  public long computeNanos() {
    return computeNanos;
  }

  @Override
  public GradientSum gradient(long step, float[] parameters) {
    List<PartitionResult> answers = exchange.answers(Command.of(Kind.GRADIENT, step, parameters));
    long rowsOfStep = 0;
    double loss = 0;
    float[] gradient = new float[work.trained()];
    Moments statistics = Moments.empty(work.statisticsColumns());
    computeNanos = 0;
    for (PartitionResult answer : answers) {
      GradientSum part = answer.sum();
      rowsOfStep += part.rows();
      loss += part.loss();
      add(gradient, part.gradient());
      statistics = statistics.merge(part.statistics());
      computeNanos = Math.max(computeNanos, answer.computeNanos());
    }
    return new GradientSum(rowsOfStep, loss, gradient, statistics);
  }

  @Override
  public List<LocalResult> localSteps(LocalSteps round) {
    List<PartitionResult> answers = exchange.answers(Command.of(round));
    computeNanos = answers.stream().mapToLong(PartitionResult::computeNanos).max().orElse(0);
    return answers.stream().map(answer -> answer.local(round.parameters().length)).toList();
  }

  private static void add(float[] sum, float[] part) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }

  @Override
  public Moments statistics(float[] parameters) {
    return moments(Kind.STATISTICS, parameters);
  }

  @Override
  public Moments initialStatistics(float[] parameters) {
    List<PartitionResult> answers = answers(Kind.INITIAL_STATISTICS, parameters);
    Moments once = merged(answers, work.initialColumns());
    return InitialStatistics.areFew(work.rows(), answers.size())
        ? new InitialStatistics(work.flow().layout())
            .layerByLayer(parameters, once, known -> moments(Kind.INITIAL_STATISTICS, known))
        : once;
  }

  @Override
  public Moments validation(float[] parameters) {
    if (validationRows == 0) {
      return Moments.empty(1);
    }
    List<PartitionResult> answers = exchange.answers(Command.of(Kind.VALIDATION, 0, parameters));
    long lost = answers.stream().mapToLong(answer -> answer.lost().rows()).sum();
    if (lost == 0) {
      return merged(answers, 1);
    }
    LOG.warn(
        "{} of {} validation rows have no finite log-density, the first of them is row {} of these:"
            + " their mean is infinite and decides nothing; look for extreme values in them",
        lost,
        validationRows,
        firstLost(answers) + 1);
    double[] infinite = {Double.POSITIVE_INFINITY};
    return new Moments(validationRows, infinite, infinite.clone());
  }

  /** Its index among all validation rows, in the order of the source. */
  private long firstLost(List<PartitionResult> answers) {
    int partition = 0;
    while (answers.get(partition).lost().rows() == 0) {
      partition++;
    }
    return SampleBlocks.first(partition, validationRows, answers.size())
        + answers.get(partition).lost().first();
  }

  private Moments moments(Kind kind, float[] parameters) {
    int columns = work.columns(Command.of(kind, 0, parameters));
    return merged(answers(kind, parameters), columns);
  }

  private List<PartitionResult> answers(Kind kind, float[] parameters) {
    return exchange.answers(Command.of(kind, 0, parameters));
  }

  private static Moments merged(List<PartitionResult> answers, int columns) {
    Moments all = Moments.empty(columns);
    for (PartitionResult answer : answers) {
      all = all.merge(answer.sum().statistics());
    }
    return all;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
