"""Prints what normflow.ml declares, as JSON, with so much of PySpark as a declaration needs.

{class: {"params": {name: doc}, "defaults": {name: value}, "arguments": [name], "methods": [name],
"fields": [name]}}
"""

import inspect
import json
import sys
import types


class Param:
    def __init__(self, parent, name, doc, typeConverter):
        self.name, self.doc = name, doc


class Params:
    @staticmethod
    def _dummy():
        return None

    def _setDefault(self, **values):
        self.defaults = {**getattr(self, "defaults", {}), **values}
        return self


class Stage(Params):
    uid, _input_kwargs = "uid", {}

    def _new_java_obj(self, name, uid):
        return name

    def _set(self, **values):
        return self


class TypeConverters:
    toInt = toFloat = toString = toListString = toListFloat = None


for module, names in {
    "pyspark": {"keyword_only": lambda function: function},
    "pyspark.ml": {},
    "pyspark.ml.evaluation": {"JavaEvaluator": type("JavaEvaluator", (Stage,), {})},
    "pyspark.ml.param": {"Param": Param, "Params": Params, "TypeConverters": TypeConverters},
    "pyspark.ml.util": {
        name: type(name, (), {}) for name in ("JavaMLReadable", "JavaMLReader", "JavaMLWritable")
    },
    "pyspark.ml.wrapper": {
        name: type(name, (Stage,), {}) for name in ("JavaEstimator", "JavaModel")
    },
    "pyspark.sql": {"DataFrame": None, "SparkSession": None},
}.items():
    stub = types.ModuleType(module)
    stub.__dict__.update(names)
    sys.modules[module] = stub

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
