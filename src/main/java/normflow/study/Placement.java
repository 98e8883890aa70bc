package normflow.study;

import normflow.config.SweepConfig.Mode;

/**
 * How trials share the cluster.
 *
 * @param mode tasks or cluster
 * @param parallelism how many trials run at a time
 * @param reason why, in a sentence
 */
public record Placement(Mode mode, int parallelism, String reason) {}
