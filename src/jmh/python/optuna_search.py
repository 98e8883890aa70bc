"""Proposes trials by Optuna's tree-structured Parzen estimator, for SearchBenchmark.

The first line of the input has the axes as a sweep has them, in JSON. After it `ask` is answered by a line with a number and the
values by their paths; `tell NUMBER VALUE` is what came of them, `tell NUMBER` that nothing did.
"""

import json
import sys

import optuna


def suggested(trial, axes, within=""):
    values = {}
    for path, axis in axes.items():
        name = within + path
        if isinstance(axis, list):
            index = trial.suggest_categorical(name, list(range(len(axis))))
            option = axis[index]
            if isinstance(option, dict) and "value" in option:
                values.update(suggested(trial, option.get("axes", {}), f"{name}={index}/"))
                option = option["value"]
            values[path] = option
        elif axis["type"] == "range":
            values[path] = trial.suggest_int(name, axis["from"], axis["to"])
        else:
            log = axis["type"] == "log-uniform"
            values[path] = trial.suggest_float(name, axis["from"], axis["to"], log=log)
    return values


def main(seed, name):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    together = name == "optuna-together"
    sampler = optuna.samplers.TPESampler(
        seed=seed, multivariate=together, group=together, constant_liar=True
    )
    study = optuna.create_study(direction="minimize", sampler=sampler)
    axes = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        words = line.split()
        if words[0] == "ask":
            trial = study.ask()
            print(json.dumps({"number": trial.number, "values": suggested(trial, axes)}), flush=True)
        elif len(words) == 3:
            study.tell(int(words[1]), float(words[2]))
        else:
            study.tell(int(words[1]), state=optuna.trial.TrialState.FAIL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
