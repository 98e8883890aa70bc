package normflow.flow;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import normflow.layer.BatchNorm;
import normflow.layer.Layer;
import normflow.layer.Mixed;

/**
 * Several flows of one kind as one density, the mean of theirs: each is trained from initial values
 * of its own on the same rows, in the same steps.
 *
 * @param members how many, 1 to 100
 * @param crossFit whether each row is scored by a member that has not seen it, for tables that are
 *     searched for anomalies themselves; at least 2 members
 * @param of what each of them is
 */
public record Ensemble(int members, boolean crossFit, Architecture of) implements Architecture {

  public Ensemble {
    if (members < 1 || members > MixtureOfFlows.MOST) {
      throw new IllegalArgumentException("members = " + members + ": must be from 1 to 100");
    }
    if (crossFit && members == 1) {
      throw new IllegalArgumentException(
          "members = 1 and crossFit: a row is scored by a member that has not seen it, so there must"
              + " be at least 2");
    }
    if (of instanceof Ensemble) {
      throw new IllegalArgumentException(
          "of = ensemble: an ensemble has no ensembles; give it more members");
    }
    if (of.standsForSeveral()) {
      throw new IllegalArgumentException(
          "of = auto: the members of an ensemble are of one kind; name it");
    }
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of("members", 3, "crossFit", false, "of", Nsf.defaults());
  }

  /** Three, by which rows are scored that have not seen them. */
  public static Ensemble ofUnseen() {
    return new Ensemble(3, true, Nsf.defaults());
  }

  @Override
  public Base base() {
    return of.base();
  }

  @Override
  public List<Layer> layers(int dim) {
    return of.layers(dim);
  }

  @Override
  public Ensemble settled(int width, Base left) {
    return new Ensemble(members, crossFit, of.settled(width, left));
  }

  @Override
  public int unseenParts() {
    return crossFit ? members : 0;
  }

  @Override
  public boolean beginsWhitened() {
    return of.beginsWhitened();
  }

  @Override
  public boolean takesAtoms() {
    return of.takesAtoms();
  }

  @Override
  public Ensemble over(List<Mixed.Column> columns) {
    return new Ensemble(members, crossFit, of.over(columns));
  }

  @Override
  public Flow flow(int dim, int context) {
    Flow member = of.flow(dim, context);
    if (members == 1) {
      return member;
    }
    if (crossFit && member.layers().stream().anyMatch(BatchNorm.class::isInstance)) {
      throw new IllegalArgumentException(
          "crossFit: batch norm takes the statistics of all rows, also of those that a member is not"
              + " to see; take batchNorm: false or another flow");
    }
    Base mixture = new MixtureOfFlows(Collections.nCopies(members, member), crossFit);
    return new Flow(dim, context, mixture, List.of());
  }
}
