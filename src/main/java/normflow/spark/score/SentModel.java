package normflow.spark.score;

import java.io.Serializable;
import normflow.model.Model;
import normflow.spark.evaluate.SentPlan;

/** A model and the plan that its flow is evaluated by. */
record SentModel(Model model, SentPlan plan) implements Serializable {}
