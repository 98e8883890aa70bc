"""So much of PySpark as the declarations of normflow.ml need: importing this stands in for it."""

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
