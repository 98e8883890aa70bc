package normflow.distributed;

import java.util.List;
import normflow.distributed.Command.Kind;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.train.Gradients;
import normflow.train.LocalResult;
import normflow.train.LocalSteps;

/**
 * Sums over partitions: every command goes to all of them through an exchange, and their answers
 * are added in partition order, so that the bits depend neither on which task ends first nor on how
 * the answers travel.
 */
final class PartitionGradients implements Gradients, AutoCloseable {

  private final Exchange exchange;
  private final PartitionWork work;
  private final boolean validated;
  private long computeNanos;

  /**
   * @param validationRows number of rows to validate on
   */
  PartitionGradients(Exchange exchange, PartitionWork work, long validationRows) {
    this.exchange = exchange;
    this.work = work;
    this.validated = validationRows > 0;
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
    return moments(Kind.INITIAL_STATISTICS, parameters);
  }

  @Override
  public Moments validation(float[] parameters) {
    return validated ? moments(Kind.VALIDATION, parameters) : Moments.empty(1);
  }

  private Moments moments(Kind kind, float[] parameters) {
    Command command = Command.of(kind, 0, parameters);
    Moments all = Moments.empty(work.columns(command));
    for (PartitionResult answer : exchange.answers(command)) {
      all = all.merge(answer.sum().statistics());
    }
    return all;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
