"""Prints what normflow.ml declares, as JSON, with so much of PySpark as a declaration needs.

{class: {"params": {name: doc}, "defaults": {name: value}, "arguments": [name], "methods": [name],
"fields": [name]}}
"""

import inspect
import json
import sys

from pyspark_stub import Param, Stage

sys.path.insert(0, sys.argv[1])
from normflow import ml  # noqa: E402


def declared(stage):
    params = [value for _, value in inspect.getmembers(stage, lambda v: isinstance(v, Param))]
    return {
        "params": {param.name: param.doc for param in params},
        "defaults": stage().defaults if issubclass(stage, Stage) else {},
        "arguments": [
            argument.name
            for argument in inspect.signature(stage.__init__).parameters.values()
            if argument.kind == argument.KEYWORD_ONLY
        ],
        "methods": [name for name, _ in inspect.getmembers(stage, inspect.isfunction)],
        "fields": list(getattr(stage, "__dataclass_fields__", [])),
    }


stages = {name: declared(getattr(ml, name)) for name in ml.__all__}
stages["Point"] = declared(ml.NormalizingFlowSummary.Point)
print(json.dumps(stages))
