"""scikit-learn's isolation forest on the halves of the shuttle table that AnomalyBenchmark has written.

usage: python3 src/jmh/python/isolation_forest.py [folder]     (target/shuttle by default)
"""

import csv
import glob
import math
import os
import sys

import numpy
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score


def read(folder):
    with open(glob.glob(os.path.join(folder, "part-*.csv"))[0]) as file:
        rows = list(csv.reader(file))[1:]
    table = numpy.array(rows, dtype=float)
    return table[:, :-1], table[:, -1]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "target/shuttle"
    for training in ("clean", "all"):
        aurocs = []
        for folder in sorted(glob.glob(os.path.join(root, training + "-*"))):
            seed = int(folder.rsplit("-", 1)[1])
            rows, _ = read(os.path.join(folder, "training"))
            test, labels = read(os.path.join(folder, "test"))
            forest = IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(rows)
            aurocs.append(roc_auc_score(labels, -forest.score_samples(test)))
        error = numpy.std(aurocs, ddof=1) / math.sqrt(len(aurocs))
        print(f"{training}: AUROC {numpy.mean(aurocs):.4f} ± {error:.4f}")


if __name__ == "__main__":
    main()
