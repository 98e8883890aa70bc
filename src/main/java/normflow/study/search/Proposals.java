package normflow.study.search;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.study.Trial;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.propose.Proposer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trials of a search that learns: those drawn at random first, then what is proposed. */
final class Proposals {

  private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

  private static final int MOST_ATTEMPTS = 20;

  private final Trials trials;
  private final Proposer proposer;
  private final IntPredicate enough;
  private final Consumer<Trial> fits;

  /** Where trials lie, by their numbers. */
  private final Map<Integer, Map<String, Double>> points = new HashMap<>();

  /**
   * @param trials those that are drawn at random; more are added
   * @param enough whether no more are to be proposed, by how many came after the best one
   * @param fits refuses a trial that its rows do not fit
   */
  Proposals(Trials trials, Proposer proposer, IntPredicate enough, Consumer<Trial> fits) {
    this.trials = trials;
    this.proposer = proposer;
    this.enough = enough;
    this.fits = fits;
  }

  /**
   * Adds the trials that a journal has.
   *
   * @throws ConfigException if it is not one of these axes
   */
  void restore(Journal journal) {
    Set<Integer> known = new HashSet<>(trials.byNumber().keySet());
    for (Entry entry : journal.entries()) {
      if (entry.kind() == Kind.ENOUGH) {
        trials.noMore();
      } else if (known.add(entry.trial())) {
        try {
          trials.propose(proposer.space().values(entry.at()), trial -> {});
        } catch (ConfigException | NullPointerException | IndexOutOfBoundsException e) {
          throw journal.damaged(entry, e);
        }
      }
    }
    if (!trials.byNumber().keySet().containsAll(known)) {
      throw journal.damaged(journal.entries().get(0), null);
    }
  }

  /** All that there are. */
  Trials trials() {
    return trials;
  }

  /** Where a trial lies. */
  Map<String, Double> at(Trial trial) {
    return points.computeIfAbsent(
        trial.number(), number -> proposer.space().coordinates(trials.values(trial)));
  }

  /**
   * The next one; empty if there are to be no more.
   *
   * @param open numbers of those on their way
   */
  Optional<Trial> next(Standings standings, Set<Integer> open) {
    List<Trial> all = trials.all();
    Optional<Trial> drawn =
        all.stream().filter(trial -> !standings.isSent(trial.number())).findFirst();
    if (drawn.isPresent() || all.size() >= trials.planned()) {
      return drawn;
    }
    Optional<Trial> proposed =
        enough.test(all.size() - standings.best().orElse(0))
            ? Optional.empty()
            : proposed(standings, open);
    if (proposed.isEmpty()) {
      trials.noMore();
    }
    return proposed;
  }

  private Optional<Trial> proposed(Standings standings, Set<Integer> open) {
    List<Integer> known = standings.ranked(proposer.search().startup());
    List<Map<String, Double>> ranked = points(known.stream());
    List<Map<String, Double>> bad =
        points(
            Stream.concat(
                standings.failed().stream(),
                open.stream().filter(number -> !known.contains(number))));
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      int number = trials.all().size() + 1 + attempt * trials.planned();
      for (Map<String, Double> point : proposer.proposals(number, ranked, bad)) {
        Optional<Trial> added = added(point);
        if (added.isPresent()) {
          return added;
        }
      }
    }
    return Optional.empty();
  }

  private List<Map<String, Double>> points(Stream<Integer> numbers) {
    Map<Integer, Trial> byNumber = trials.byNumber();
    return numbers.map(number -> at(byNumber.get(number))).toList();
  }

  /** A proposal that is no job, such as a flow that the columns do not fit, is none. */
  private Optional<Trial> added(Map<String, Double> point) {
    try {
      return trials.propose(proposer.space().values(point), fits);
    } catch (ConfigException e) {
      LOG.warn("a proposal is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
