package normflow.distributed;

import java.io.Serializable;
import normflow.model.Model;

/** A model and the plan that its flow is evaluated by. */
record SentModel(Model model, SentPlan plan) implements Serializable {}
