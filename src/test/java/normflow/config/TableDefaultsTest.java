package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.flow.Nsf;
import normflow.flow.Regression;
import normflow.flow.StandardNormal;
import normflow.spark.checkpoint.DecisiveConfig;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** What a job leaves out follows from its table, and what it gives is taken. */
class TableDefaultsTest {

  private static RunConfig job(String training) {
    return Codec.yaml(
        "job",
        """
        data: {type: table, format: csv, path: a.csv, columns: [y], context: [a, b]}
        flow: {type: regression}
        training: %s
        output: model
        """
            .formatted(training),
        RunConfig.class);
  }

  private static TableDefaults of(long rows, int columns) {
    return TableDefaults.of(rows, columns, true, TrainingKeys.defaults());
  }

  @Test
  void sizesGrowWithTheRootOfTheRows() {
    assertEquals(List.of(32, 64, 64, 256), widths(9, 59, 6_500, 10_000, 200_000));
    assertEquals(List.of(32, 64, 64, 64), widths(4, 59, 6_500, 10_000, 200_000));
    assertEquals(64, training(59).batchSize());
    assertEquals(128, training(6_500).batchSize());
    assertEquals(1024, training(10_000_000).batchSize());
    assertEquals(5_000, training(59).steps());
    assertEquals(100 * 51, training(6_500).steps());
    // 60 passes of 157 mini-batches, but for rounding.
    assertTrue(Math.abs(60 * 157 - training(40_000).steps()) < 100);
  }

  private static List<Integer> widths(int columns, long... rows) {
    return java.util.Arrays.stream(rows).mapToObj(n -> of(n, columns).width()).toList();
  }

  private static TrainingConfig training(long rows) {
    return of(rows, 9).training().complete();
  }

  @Test
  void weightDecaysAreTriedOnFewRowsThatValidate() {
    assertEquals(List.of(0.0, 0.3), of(6_500, 3).weightDecays());
    assertEquals(List.of(0.0), of(6_500, 2).weightDecays());
    assertEquals(List.of(0.0), of(100_000, 3).weightDecays());
    assertEquals(List.of(0.0, 0.3), of(20_000, 3).weightDecays());
    assertEquals(List.of(0.0), of(20_001, 3).weightDecays());
    assertEquals(List.of(0.0, 0.3), of(6_500, 3).raced(TrainingKeys.defaults()));
    assertEquals(List.of(0.1), of(6_500, 3).raced(TrainingKeys.defaults().withWeightDecay(0.1)));
    TableDefaults unwatched = TableDefaults.of(6_500, 3, false, TrainingKeys.defaults());
    assertEquals(List.of(0.0), unwatched.weightDecays());
    assertEquals(0, unwatched.training().complete().patience());
  }

  /** A last mini-batch that is not full is one more step. */
  @Test
  void stepsAreCountedInWholeMiniBatches() {
    assertEquals(128, training(10_000).batchSize());
    assertEquals(100 * 78, training(78 * 128).steps());
    assertEquals(100 * 79, training(78 * 128 + 1).steps());
  }

  @Test
  void aCooledCopyGoesOnFromItsStep() {
    TrainingKeys keys = TrainingKeys.of(TrainingConfig.defaults());
    TrainingConfig cooled = keys.cooled(300, 60, 1000).complete();
    assertEquals(360, cooled.steps());
    assertEquals(0, cooled.patience());
    assertEquals(
        new Schedule.Cooldown(TrainingConfig.defaults().schedule().factor(300, 1000), 300),
        cooled.schedule());
  }

  @Test
  void whatIsGivenIsTaken() {
    RunConfig given =
        job("{batchSize: 32, epochs: 3, optimizer: {weightDecay: 0.1}, validationInterval: 7}");
    TableDefaults defaults = TableDefaults.of(6_500, 3, true, given.training());
    TrainingConfig training = given.settled(defaults).training().complete();
    assertEquals(32, training.batchSize());
    assertEquals(3 * 204, training.totalSteps(6_500));
    assertEquals(0.1, training.optimizer().weightDecay());
    assertEquals(0.006, training.optimizer().learningRate());
    assertEquals(300, training.optimizer().averageSteps());
    assertEquals(7, training.validationInterval());
    assertEquals(0, training.patience());
    assertEquals(
        Set.of(
            "validation.share",
            "training.optimizer.learningRate",
            "training.optimizer.averageSteps",
            "training.patience"),
        given.leftOut());
    // Of what is given, too, the number of steps is that of the rule.
    TrainingConfig small =
        job("{batchSize: 32}")
            .settled(TableDefaults.of(6_500, 3, true, job("{batchSize: 32}").training()))
            .training()
            .complete();
    assertEquals(100 * 204, small.totalSteps(6_500));
    assertThrows(ConfigException.class, () -> job("{batchSize: 0}"));
    assertThrows(ConfigException.class, () -> job("{optimizer: {learningRate: -1}}"));
  }

  @Test
  void aSettledJobLeavesNothingOutAndIsReadBack() {
    TableDefaults defaults = of(6_500, 3);
    RunConfig settled = job("{}").settled(defaults);
    assertEquals(Set.of(), settled.leftOut());
    assertEquals(List.of(64, 64), ((Regression) settled.flow()).hidden());
    assertEquals(settled, settled.settled(of(90, 2)));
    RunConfig before = settled.settled(TableDefaults.before());
    assertEquals(new StandardNormal(), before.flow().base());
    assertEquals(settled.training(), before.training());
    assertEquals(settled.validating(), before.validating());
    assertEquals(settled, Codec.yaml("job", Codec.yaml(settled), RunConfig.class));
    assertEquals(defaults, Codec.json("kept", Codec.json(defaults), TableDefaults.class));
    String older = Codec.json(defaults).replaceAll("\"base\" : \\{[^}]*\\},", "");
    TableDefaults kept = Codec.json("kept", older, TableDefaults.class);
    assertEquals(new StandardNormal(), kept.base());
    Nsf narrow = new Nsf(2, List.of(8), false, 4, 3, new StandardNormal());
    assertEquals(narrow, narrow.settled(64, narrow.base()));
  }

  @Test
  void aJobThatLeavesAValueOutIsAnotherThanOneThatGivesTheOldDefault() {
    String out = DecisiveConfig.sha256(job("{}"), 2);
    RunConfig before = job("{}").settled(TableDefaults.before());
    assertNotEquals(out, DecisiveConfig.sha256(before, 2));
    assertNotEquals(out, DecisiveConfig.sha256(job("{batchSize: 1024}"), 2));
    String text = Codec.json(before.training().averagedOrNot());
    assertTrue(text.contains("1024") && !text.contains("averageSteps"), text);
  }
}
