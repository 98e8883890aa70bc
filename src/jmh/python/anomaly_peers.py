"""Anomaly detectors of scikit-learn, and ECOD, on every labelled table of a folder: area under the ROC curve.

usage: /usr/bin/python3 src/jmh/python/anomaly_peers.py FOLDER [SEEDS]     (1 seed, that is 0, by default)

FOLDER holds NAME.csv or NAME.csv.gz with a header of names and a column "anomaly", 1 for an anomaly, that no detector
sees; tables without it are left out. Columns are standardised by the training rows. Two protocols:

* one-class: half of the normal rows, a permutation by default_rng(seed), train; all other rows are scored,
* unsupervised: all rows train and are scored, a row not as its own neighbour.

± is the standard error over the seeds, which decide the halves and what the detectors draw (one seed has none), and in
the last lines that over the tables. The rank of a detector is 1 for the best of a table; equal ones share the mean of
theirs.
"""

import glob
import math
import os
import sys

import numpy
from scipy.stats import rankdata
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

NEIGHBOURS = 5
LABEL = "anomaly"


def read(path):
    """The rows of a table and their labels; None of a table without labels."""
    table = numpy.genfromtxt(path, delimiter=",", names=True)
    if LABEL not in table.dtype.names:
        return None
    columns = [name for name in table.dtype.names if name != LABEL]
    return numpy.column_stack([table[name] for name in columns]), table[LABEL] == 1


def neighbours(training, rows, seed):
    """The distance to the fifth nearest training row, of which a training row itself is none."""
    found = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(training)
    distances, _ = found.kneighbors(None if rows is training else rows)
    return distances[:, -1]


def local_outlier_factor(training, rows, seed):
    if rows is training:
        return -LocalOutlierFactor(n_neighbors=20).fit(rows).negative_outlier_factor_
    return -LocalOutlierFactor(n_neighbors=20, novelty=True).fit(training).score_samples(rows)


def isolation_forest(training, rows, seed):
    return -IsolationForest(random_state=seed).fit(training).score_samples(rows)


def mixture(components):
    def score(training, rows, seed):
        fitted = GaussianMixture(components, random_state=seed, reg_covar=1e-6).fit(training)
        return -fitted.score_samples(rows)

    return score


def ecod(training, rows, seed):
    """"ECOD: Unsupervised Outlier Detection Using Empirical Cumulative Distribution Functions" (Li et al., 2022).

    -log of the share of training rows, and the row itself, that are at or beyond a value: to the left, to the right, and
    on the side of the column's longer tail, by its skewness; each added up over the columns. The largest of the three sums.
    """
    ordered = numpy.sort(training, axis=0)
    count = len(training)
    # A training row is among them already.
    own = 0 if rows is training else 1
    centred = training - training.mean(axis=0)
    skewed_left = (centred**3).mean(axis=0) < 0
    sums = numpy.zeros((3, len(rows)))
    for column, values, left_tail in zip(ordered.T, rows.T, skewed_left):
        left = -numpy.log((numpy.searchsorted(column, values, "right") + own) / (count + own))
        right = -numpy.log((count - numpy.searchsorted(column, values, "left") + own) / (count + own))
        sums += [left, right, left if left_tail else right]
    return sums.max(axis=0)


DETECTORS = {
    f"{NEIGHBOURS}-NN": neighbours,
    "LOF": local_outlier_factor,
    "IsolationForest": isolation_forest,
    "GMM 1": mixture(1),
    "GMM 5": mixture(5),
    "ECOD": ecod,
}


def one_class(rows, anomalies, seed):
    normal = numpy.flatnonzero(~anomalies)
    order = numpy.random.default_rng(seed).permutation(normal)
    training = order[: len(order) // 2]
    rest = numpy.setdiff1d(numpy.arange(len(rows)), training)
    return training, rest


def unsupervised(rows, anomalies, seed):
    everything = numpy.arange(len(rows))
    return everything, everything


def aurocs(split, rows, anomalies, seed):
    training, scored = split(rows, anomalies, seed)
    mean = rows[training].mean(axis=0)
    deviation = rows[training].std(axis=0)
    standard = (rows - mean) / numpy.where(deviation > 0, deviation, 1)
    known = standard[training]
    # The same object where a row is among those that it is compared with.
    unknown = known if len(training) == len(scored) else standard[scored]
    return [roc_auc_score(anomalies[scored], score(known, unknown, seed)) for score in DETECTORS.values()]


def line(name, cells):
    print("| " + " | ".join([name] + cells) + " |", flush=True)


def plus_minus(values):
    error = numpy.std(values, ddof=1) / math.sqrt(len(values)) if len(values) > 1 else None
    return f"{numpy.mean(values):.3f}" + ("" if error is None else f" ± {error:.3f}")


def report(title, split, tables, seeds):
    print(f"\n{title}, AUROC\n")
    line("table", list(DETECTORS))
    line("---", ["---"] * len(DETECTORS))
    means = []
    for name, (rows, anomalies) in tables.items():
        found = numpy.array([aurocs(split, rows, anomalies, seed) for seed in range(seeds)])
        means.append(found.mean(axis=0))
        line(f"{name}, {len(rows):,} × {rows.shape[1]}", [plus_minus(values) for values in found.T])
    line("mean", [plus_minus(values) for values in numpy.transpose(means)])
    ranks = [rankdata(-mean) for mean in means]
    line("mean rank", [f"{rank:.1f}" for rank in numpy.mean(ranks, axis=0)])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    tables = {}
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.csv*"))):
        table = read(path)
        if table is not None:
            tables[os.path.basename(path).split(".csv")[0]] = table
    if not tables:
        sys.exit(f"{sys.argv[1]}: no NAME.csv or NAME.csv.gz with a column {LABEL!r} is there")
    report("one-class", one_class, tables, seeds)
    report("unsupervised", unsupervised, tables, seeds)


if __name__ == "__main__":
    main()
