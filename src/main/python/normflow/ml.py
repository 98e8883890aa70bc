"""Flows as stages of PySpark's pipelines.

    import normflow
    from normflow.ml import LogLikelihoodEvaluator, NormalizingFlow, NormalizingFlowModel

    spark = normflow.configure(SparkSession.builder, "normflow-all.jar").getOrCreate()
    model = NormalizingFlow(inputCols=["x0", "x1"], contamination=0.01).fit(rows)
    model.transform(rows).show()

The classes are those of the Java package of the same name, whose documentation holds for them.
Parameters are checked by the JVM: when they are used, before any Spark job.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator, List, Mapping, Optional, Union

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame, SparkSession

from normflow.params import (
    ClusterParams,
    FlowParams,
    ScoreParams,
    TrainingParams,
    ValidationParams,
)

__all__ = [
    "LogLikelihoodEvaluator",
    "NormalizingFlow",
    "NormalizingFlowModel",
    "NormalizingFlowSummary",
]


@contextmanager
def _classes() -> Iterator[None]:
    """Says what to do where the JVM has none of normflow's classes."""
    try:
        yield
    except TypeError as error:
        if "JavaPackage" not in str(error):
            raise
        raise RuntimeError(
            "normflow's jar is not on the class path of this session: make the session by"
            " normflow.configure(SparkSession.builder, jar).getOrCreate() in a new process, or"
            " start it with --jars"
        ) from error


class _Readable(JavaMLReadable):
    @classmethod
    def read(cls) -> JavaMLReader:
        """A reader of what was saved, from Python or from the JVM."""
        with _classes():
            return super().read()


class NormalizingFlow(
    JavaEstimator,
    TrainingParams,
    ValidationParams,
    ClusterParams,
    ScoreParams,
    FlowParams,
    _Readable,
    JavaMLWritable,
):
    """An estimator that fits a normalizing flow to the rows of a table by maximum likelihood.

    Its model adds the exact log-density of every row, in nats, in the units of the input. Rows are
    the vectors of ``featuresCol`` or the numeric ``inputCols``; with ``contextCols`` the density is
    conditional; with ``contamination`` the model marks that share of the rows as anomalies.

    Arguments are parameters; those that are not given have their defaults, or follow from the
    table. ``explainParams()`` says what each of them is. ``fit`` raises
    ``IllegalArgumentException`` where a parameter or a column does not go with the others, before
    any job.
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: Optional[str] = None,
        inputCols: Optional[List[str]] = None,
        contextCols: Optional[List[str]] = None,
        logDensityCol: Optional[str] = None,
        latentCol: Optional[str] = None,
        predictionCol: Optional[str] = None,
        rankCol: Optional[str] = None,
        rankDraws: Optional[int] = None,
        contributionsCol: Optional[str] = None,
        quantiles: Optional[List[float]] = None,
        quantilesCol: Optional[str] = None,
        meanCol: Optional[str] = None,
        stdCol: Optional[str] = None,
        threshold: Optional[float] = None,
        handleInvalid: Optional[str] = None,
        flow: Optional[str] = None,
        purpose: Optional[str] = None,
        columnTypes: Optional[Union[Mapping[str, str], List[str]]] = None,
        maxIter: Optional[int] = None,
        stepSize: Optional[float] = None,
        batchSize: Optional[int] = None,
        regParam: Optional[float] = None,
        averageSteps: Optional[int] = None,
        trim: Optional[float] = None,
        validationIndicatorCol: Optional[str] = None,
        validationShare: Optional[float] = None,
        validationInterval: Optional[int] = None,
        patience: Optional[int] = None,
        tol: Optional[float] = None,
        weightCol: Optional[str] = None,
        contamination: Optional[float] = None,
        standardize: Optional[str] = None,
        seed: Optional[int] = None,
        checkpointDir: Optional[str] = None,
        numPartitions: Optional[int] = None,
        exchange: Optional[str] = None,
    ) -> None:
        super().__init__()
        with _classes():
            self._java_obj = self._new_java_obj("normflow.ml.NormalizingFlow", self.uid)
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(self, **params: Any) -> NormalizingFlow:
        """Sets parameters by name, those of the constructor."""
        return self._set(**params)

    def _fit(self, dataset: DataFrame) -> NormalizingFlowModel:
        """The JVM has given the model its parameters: without a context column, say, that is
        constant. The estimator's are not copied over them."""
        return self._create_model(self._fit_java(dataset))

    def _create_model(self, java_model: Any) -> NormalizingFlowModel:
        model = NormalizingFlowModel(java_model)
        model._transfer_params_from_java()
        return model


class NormalizingFlowModel(JavaModel, ScoreParams, FlowParams, _Readable, JavaMLWritable):
    """A trained flow that adds the log-density of every row to a table, batch or stream.

    ``load`` takes what a model has saved, and the folders that normflow's ``train`` makes;
    ``normflow.load`` reads both without Spark.
    """

    @property
    def numFeatures(self) -> int:
        """Number of columns that it gives a density of."""
        return self._call_java("numFeatures")

    @property
    def hasSummary(self) -> bool:
        """Whether it was fitted by this session and not loaded."""
        return self._call_java("hasSummary")

    @property
    def summary(self) -> NormalizingFlowSummary:
        """How the fit went. Raises RuntimeError if the model was loaded."""
        if not self.hasSummary:
            raise RuntimeError(f"{self.uid} was loaded: only a fit has a summary")
        return NormalizingFlowSummary._of(self._java_obj.summary())

    def sample(self, rows: int, seed: int = 1) -> DataFrame:
        """Independent draws, in the columns that the model was trained on.

        Row i is a function of seed and i. Raises ``IllegalArgumentException`` if the density is
        conditional.
        """
        spark = SparkSession.builder.getOrCreate()
        self._transfer_params_to_java()
        return DataFrame(self._java_obj.sample(spark._jsparkSession, rows, seed), spark)

    def sampleGiven(self, contexts: DataFrame, each: int = 1, seed: int = 1) -> DataFrame:
        """``each`` draws given the context of every row of a table.

        Their columns are the drawn ones, ``draw``, their number from 0 on, and all of the table.
        """
        self._transfer_params_to_java()
        drawn = self._java_obj.sample(contexts._jdf, each, seed)
        return DataFrame(drawn, contexts.sparkSession)


@dataclass(frozen=True)
class NormalizingFlowSummary:
    """How a fit went. Negative log-likelihoods are means in nats, in the units of the input."""

    @dataclass(frozen=True)
    class Point:
        """A point of the learning curves; the validation's is NaN if there are no such rows."""

        iteration: int
        trainingNll: float
        validationNll: float
        rowsPerSecond: float
        seconds: float

    trainingRows: int
    validationRows: int
    skippedRows: int
    parameters: int
    totalIterations: int
    bestIteration: int
    stoppedEarly: bool
    seconds: float
    validationNll: float
    history: List[Point]

    @classmethod
    def _of(cls, java_summary: Any) -> NormalizingFlowSummary:
        values = _values(cls, java_summary)
        history = [cls.Point(**_values(cls.Point, point)) for point in values["history"]]
        return cls(**{**values, "history": history})


def _values(record: type, java_record: Any) -> dict:
    """What the accessors of a record in Java give, by the names of a record here."""
    return {name: getattr(java_record, name)() for name in record.__dataclass_fields__}


class LogLikelihoodEvaluator(JavaEvaluator, _Readable, JavaMLWritable):
    """The mean log-likelihood of held-out rows, in nats: Σ w log p / Σ w. Larger is better.

    Rows whose log-density is null are left out, and so are those of weight 0.
    """

    logDensityCol: Param[str] = Param(
        Params._dummy(),
        "logDensityCol",
        "column of log-densities, in nats",
        TypeConverters.toString,
    )
    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "numeric column: weights of the rows; empty for none",
        TypeConverters.toString,
    )

    @keyword_only
    def __init__(
        self, *, logDensityCol: Optional[str] = None, weightCol: Optional[str] = None
    ) -> None:
        super().__init__()
        with _classes():
            self._java_obj = self._new_java_obj("normflow.ml.LogLikelihoodEvaluator", self.uid)
        self._setDefault(logDensityCol="logDensity", weightCol="")
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(self, **params: Any) -> LogLikelihoodEvaluator:
        """Sets parameters by name, those of the constructor."""
        return self._set(**params)

    def getLogDensityCol(self) -> str:
        """The column of log-densities; ``logDensity`` by default."""
        return self.getOrDefault(self.logDensityCol)

    def setLogDensityCol(self, value: str) -> LogLikelihoodEvaluator:
        """Names the column of log-densities."""
        return self._set(logDensityCol=value)

    def getWeightCol(self) -> str:
        """The column of weights; empty for none."""
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self, value: str) -> LogLikelihoodEvaluator:
        """Names the column of weights."""
        return self._set(weightCol=value)
