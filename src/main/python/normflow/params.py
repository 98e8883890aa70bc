"""The parameters of normflow.ml, as the traits of the same names in Java have them."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, TypeVar, Union

from pyspark.ml.param import Param, Params, TypeConverters

__all__ = ["ClusterParams", "FlowParams", "ScoreParams", "TrainingParams", "ValidationParams"]

P = TypeVar("P", bound=Params)


def toListOfTypes(value: Union[Mapping[str, str], List[str]]) -> List[str]:
    """Texts ``name=type`` of a dict of types by names, or such texts as they are.

    PySpark reads a parameter back from the JVM as a list if its converter's name begins so.
    """
    if isinstance(value, Mapping):
        value = [f"{name}={kind}" for name, kind in sorted(value.items())]
    return TypeConverters.toListString(value)


class FlowParams(Params):
    """What the estimator and its model have in common: columns that are read and written."""

    featuresCol: Param[str] = Param(
        Params._dummy(),
        "featuresCol",
        "vector column with the rows",
        TypeConverters.toString,
    )
    inputCols: Param[List[str]] = Param(
        Params._dummy(),
        "inputCols",
        "numeric columns that make a row; in place of featuresCol",
        TypeConverters.toListString,
    )
    contextCols: Param[List[str]] = Param(
        Params._dummy(),
        "contextCols",
        "numeric columns that the density is conditioned on",
        TypeConverters.toListString,
    )
    logDensityCol: Param[str] = Param(
        Params._dummy(),
        "logDensityCol",
        "added column: log-density in nats, in the units of the input",
        TypeConverters.toString,
    )
    latentCol: Param[str] = Param(
        Params._dummy(),
        "latentCol",
        "added column, if set: the row mapped to the base, a vector",
        TypeConverters.toString,
    )
    predictionCol: Param[str] = Param(
        Params._dummy(),
        "predictionCol",
        "added column, if there is a threshold: 1 where the log-density is below it, else 0",
        TypeConverters.toString,
    )
    threshold: Param[float] = Param(
        Params._dummy(),
        "threshold",
        "log-density below which the prediction is 1; a fit with contamination sets it",
        TypeConverters.toFloat,
    )
    handleInvalid: Param[str] = Param(
        Params._dummy(),
        "handleInvalid",
        "rows with a null, a NaN, an infinity or a vector of another width: error; skip: leave "
        "them out; keep: nulls in the added columns, left out of a fit",
        TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            featuresCol="features",
            contextCols=[],
            logDensityCol="logDensity",
            latentCol="",
            predictionCol="prediction",
            handleInvalid="error",
        )

    def getFeaturesCol(self) -> str:
        """The vector column; ``features`` by default."""
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self: P, value: str) -> P:
        """Reads rows from a column of vectors."""
        return self._set(featuresCol=value)

    def getInputCols(self) -> List[str]:
        """The numeric columns; empty if a vector column is read."""
        return self.getOrDefault(self.inputCols) if self.isDefined(self.inputCols) else []

    def setInputCols(self: P, value: List[str]) -> P:
        """Reads rows from numeric columns."""
        return self._set(inputCols=value)

    def getContextCols(self) -> List[str]:
        """The columns that the density is conditioned on; empty by default."""
        return self.getOrDefault(self.contextCols)

    def setContextCols(self: P, value: List[str]) -> P:
        """Conditions the density on numeric columns."""
        return self._set(contextCols=value)

    def getLogDensityCol(self) -> str:
        """The column of log-densities; ``logDensity`` by default."""
        return self.getOrDefault(self.logDensityCol)

    def setLogDensityCol(self: P, value: str) -> P:
        """Names the column of log-densities."""
        return self._set(logDensityCol=value)

    def getLatentCol(self) -> str:
        """The column of latent vectors; empty for none."""
        return self.getOrDefault(self.latentCol)

    def setLatentCol(self: P, value: str) -> P:
        """Asks for a column of latent vectors."""
        return self._set(latentCol=value)

    def getPredictionCol(self) -> str:
        """The column of predictions; ``prediction`` by default."""
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self: P, value: str) -> P:
        """Names the column of predictions."""
        return self._set(predictionCol=value)

    def getThreshold(self) -> float:
        """The threshold, if there is one."""
        return self.getOrDefault(self.threshold)

    def setThreshold(self: P, value: float) -> P:
        """Sets the log-density below which the prediction is 1."""
        return self._set(threshold=value)

    def getHandleInvalid(self) -> str:
        """What happens to rows without a log-density; ``error`` by default."""
        return self.getOrDefault(self.handleInvalid)

    def setHandleInvalid(self: P, value: str) -> P:
        """Chooses what happens to rows without a log-density: error, skip or keep."""
        return self._set(handleInvalid=value)


class ScoreParams(Params):
    """What a model says of a row beside its log-density, each in a column that is named for it."""

    rankCol: Param[str] = Param(
        Params._dummy(),
        "rankCol",
        "added column, if set: share of the model's own draws that are less likely than the row; "
        "of models without contextCols",
        TypeConverters.toString,
    )
    rankDraws: Param[int] = Param(
        Params._dummy(),
        "rankDraws",
        "draws that rows are compared with for rankCol, held by the driver; ranks move in steps "
        "of one of them",
        TypeConverters.toInt,
    )
    contributionsCol: Param[str] = Param(
        Params._dummy(),
        "contributionsCol",
        "added column, if set: what each input column adds to the log-density in nats, a vector "
        "in their order; of two columns or more, for 16 scores a row and column",
        TypeConverters.toString,
    )
    quantiles: Param[List[float]] = Param(
        Params._dummy(),
        "quantiles",
        "probabilities, each between 0 and 1, of the quantiles in quantilesCol",
        TypeConverters.toListFloat,
    )
    quantilesCol: Param[str] = Param(
        Params._dummy(),
        "quantilesCol",
        "added column, if set: quantiles of the one input column given contextCols, a vector in "
        "the order of the parameter quantiles, in the units of the input",
        TypeConverters.toString,
    )
    meanCol: Param[str] = Param(
        Params._dummy(),
        "meanCol",
        "added column, if set: mean of the one input column given contextCols, in its units",
        TypeConverters.toString,
    )
    stdCol: Param[str] = Param(
        Params._dummy(),
        "stdCol",
        "added column, if set: standard deviation of the one input column given contextCols, in "
        "its units",
        TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            rankCol="",
            rankDraws=20_000,
            contributionsCol="",
            quantiles=[],
            quantilesCol="",
            meanCol="",
            stdCol="",
        )

    def getRankCol(self) -> str:
        """The column of ranks; empty for none."""
        return self.getOrDefault(self.rankCol)

    def setRankCol(self: P, value: str) -> P:
        """Asks for a column of ranks."""
        return self._set(rankCol=value)

    def getRankDraws(self) -> int:
        """Draws that rows are compared with; 20,000 by default."""
        return self.getOrDefault(self.rankDraws)

    def setRankDraws(self: P, value: int) -> P:
        """Sets how many draws rows are compared with."""
        return self._set(rankDraws=value)

    def getContributionsCol(self) -> str:
        """The column of contributions; empty for none."""
        return self.getOrDefault(self.contributionsCol)

    def setContributionsCol(self: P, value: str) -> P:
        """Asks for a column of contributions."""
        return self._set(contributionsCol=value)

    def getQuantiles(self) -> List[float]:
        """Probabilities of the quantiles; none by default."""
        return self.getOrDefault(self.quantiles)

    def setQuantiles(self: P, value: List[float]) -> P:
        """Sets the probabilities of the quantiles, each between 0 and 1."""
        return self._set(quantiles=value)

    def getQuantilesCol(self) -> str:
        """The column of quantiles; empty for none."""
        return self.getOrDefault(self.quantilesCol)

    def setQuantilesCol(self: P, value: str) -> P:
        """Asks for a column of quantiles."""
        return self._set(quantilesCol=value)

    def getMeanCol(self) -> str:
        """The column of means; empty for none."""
        return self.getOrDefault(self.meanCol)

    def setMeanCol(self: P, value: str) -> P:
        """Asks for a column of means."""
        return self._set(meanCol=value)

    def getStdCol(self) -> str:
        """The column of standard deviations; empty for none."""
        return self.getOrDefault(self.stdCol)

    def setStdCol(self: P, value: str) -> P:
        """Asks for a column of standard deviations."""
        return self._set(stdCol=value)


class TrainingParams(Params):
    """How the estimator trains."""

    flow: Param[str] = Param(
        Params._dummy(),
        "flow",
        "name of a flow, such as nsf or realnvp, or a flow as JSON, as in job files",
        TypeConverters.toString,
    )
    maxIter: Param[int] = Param(
        Params._dummy(),
        "maxIter",
        "mini-batches at most; by the rows if not set",
        TypeConverters.toInt,
    )
    stepSize: Param[float] = Param(
        Params._dummy(),
        "stepSize",
        "learning rate at the start, 0.006 if not set; it falls as a cosine",
        TypeConverters.toFloat,
    )
    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "rows of a mini-batch over all partitions; by the rows if not set",
        TypeConverters.toInt,
    )
    regParam: Param[float] = Param(
        Params._dummy(),
        "regParam",
        "decoupled weight decay, 0 for none; the best of 0 and 0.3 for few rows if it is not set",
        TypeConverters.toFloat,
    )
    averageSteps: Param[int] = Param(
        Params._dummy(),
        "averageSteps",
        "mini-batches over which the parameters are averaged, 0 for none; 300 if not set",
        TypeConverters.toInt,
    )
    purpose: Param[str] = Param(
        Params._dummy(),
        "purpose",
        "density, or anomalies: where flow and standardize are not set, an ensemble by whose members"
        " each row is scored that have not seen it, behind whitened columns",
        TypeConverters.toString,
    )
    trim: Param[float] = Param(
        Params._dummy(),
        "trim",
        "share of a mini-batch's rows, the least likely ones, that gradients leave out",
        TypeConverters.toFloat,
    )
    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "numeric column: weights of the rows, 0 or more",
        TypeConverters.toString,
    )
    standardize: Param[str] = Param(
        Params._dummy(),
        "standardize",
        "moments (mean and standard deviation), robust (median and spread of the middle half, for"
        " columns with single values far off), whiten (covariance 1: for anomalies) or"
        " normal-scores (quantiles to those of N(0, 1))",
        TypeConverters.toString,
    )
    columnTypes: Param[List[str]] = Param(
        Params._dummy(),
        "columnTypes",
        "what inputCols hold, as name=type: continuous, positive, integer, categorical or auto; "
        "of those that are not named Spark ML's attributes and the rows tell. For flow tabular",
        toListOfTypes,
    )
    contamination: Param[float] = Param(
        Params._dummy(),
        "contamination",
        "share of the training rows whose prediction is 1; 0: no threshold is set",
        TypeConverters.toFloat,
    )
    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "of start values and of the order of rows",
        TypeConverters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            flow="nsf",
            purpose="density",
            trim=0.0,
            weightCol="",
            contamination=0.0,
            seed=1,
            standardize="moments",
            columnTypes=[],
        )

    def getFlow(self) -> str:
        """The flow; ``nsf`` by default."""
        return self.getOrDefault(self.flow)

    def setFlow(self: P, value: str) -> P:
        """Chooses the flow by name, or gives it as JSON."""
        return self._set(flow=value)

    def getMaxIter(self) -> int:
        """Mini-batches at most, if it is set."""
        return self.getOrDefault(self.maxIter)

    def setMaxIter(self: P, value: int) -> P:
        """Sets the greatest number of mini-batches."""
        return self._set(maxIter=value)

    def getStepSize(self) -> float:
        """The learning rate, if it is set."""
        return self.getOrDefault(self.stepSize)

    def setStepSize(self: P, value: float) -> P:
        """Sets the learning rate."""
        return self._set(stepSize=value)

    def getBatchSize(self) -> int:
        """Rows of a mini-batch, if it is set."""
        return self.getOrDefault(self.batchSize)

    def setBatchSize(self: P, value: int) -> P:
        """Sets the rows of a mini-batch."""
        return self._set(batchSize=value)

    def getRegParam(self) -> float:
        """The weight decay, if it is set."""
        return self.getOrDefault(self.regParam)

    def setRegParam(self: P, value: float) -> P:
        """Sets the weight decay."""
        return self._set(regParam=value)

    def getAverageSteps(self) -> int:
        """Mini-batches over which the parameters are averaged, if it is set."""
        return self.getOrDefault(self.averageSteps)

    def setAverageSteps(self: P, value: int) -> P:
        """Sets the mini-batches over which the parameters are averaged."""
        return self._set(averageSteps=value)

    def getPurpose(self) -> str:
        """What the scores are for; ``density`` by default."""
        return self.getOrDefault(self.purpose)

    def setPurpose(self: P, value: str) -> P:
        """Says what the scores are for: density or anomalies."""
        return self._set(purpose=value)

    def getTrim(self) -> float:
        """The share of rows that gradients leave out; 0 by default."""
        return self.getOrDefault(self.trim)

    def setTrim(self: P, value: float) -> P:
        """Sets the share of rows that gradients leave out, below 0.5."""
        return self._set(trim=value)

    def getWeightCol(self) -> str:
        """The column of weights; empty for none."""
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self: P, value: str) -> P:
        """Names the column of weights."""
        return self._set(weightCol=value)

    def getStandardize(self) -> str:
        """By what columns are standardised; ``moments`` by default."""
        return self.getOrDefault(self.standardize)

    def setStandardize(self: P, value: str) -> P:
        """Chooses by what columns are standardised: moments, robust, whiten, normal-scores."""
        return self._set(standardize=value)

    def getColumnTypes(self) -> Dict[str, str]:
        """What columns are said to hold, by their names; nothing by default."""
        return dict(text.rsplit("=", 1) for text in self.getOrDefault(self.columnTypes))

    def setColumnTypes(self: P, value: Union[Mapping[str, str], List[str]]) -> P:
        """Says what columns hold: a dict such as {"visits": "integer"}, or texts name=type."""
        return self._set(columnTypes=value)

    def getContamination(self) -> float:
        """The share of anomalies; 0 by default."""
        return self.getOrDefault(self.contamination)

    def setContamination(self: P, value: float) -> P:
        """Sets the share of anomalies, from 0 to below 0.5."""
        return self._set(contamination=value)

    def getSeed(self) -> int:
        """The seed; 1 by default."""
        return self.getOrDefault(self.seed)

    def setSeed(self: P, value: int) -> P:
        """Sets the seed."""
        return self._set(seed=value)


class ValidationParams(Params):
    """How rows that are not trained on watch the training and choose its result."""

    validationIndicatorCol: Param[str] = Param(
        Params._dummy(),
        "validationIndicatorCol",
        "boolean column: true where a row chooses the parameters and is not trained on",
        TypeConverters.toString,
    )
    patience: Param[int] = Param(
        Params._dummy(),
        "patience",
        "validations in a row without an improvement after which training stops; 0: never; 16 if "
        "neither this nor validationInterval is set",
        TypeConverters.toInt,
    )
    tol: Param[float] = Param(
        Params._dummy(),
        "tol",
        "nats by which a validation must be better to count as an improvement for patience",
        TypeConverters.toFloat,
    )
    validationInterval: Param[int] = Param(
        Params._dummy(),
        "validationInterval",
        "mini-batches between two validations; 0, or not set: after mini-batches whose number "
        "grows by a tenth",
        TypeConverters.toInt,
    )
    validationShare: Param[float] = Param(
        Params._dummy(),
        "validationShare",
        "share of the rows that chooses the parameters and is not trained on, where no "
        "validationIndicatorCol says which rows do",
        TypeConverters.toFloat,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            validationIndicatorCol="",
            validationShare=0.1,
            tol=0.0,
        )

    def getValidationIndicatorCol(self) -> str:
        """The column that says which rows are held out; empty for none."""
        return self.getOrDefault(self.validationIndicatorCol)

    def setValidationIndicatorCol(self: P, value: str) -> P:
        """Names the column that says which rows are held out."""
        return self._set(validationIndicatorCol=value)

    def getPatience(self) -> int:
        """Validations without an improvement, if it is set."""
        return self.getOrDefault(self.patience)

    def setPatience(self: P, value: int) -> P:
        """Sets how many validations without an improvement end the training."""
        return self._set(patience=value)

    def getTol(self) -> float:
        """The least improvement, in nats; 0 by default."""
        return self.getOrDefault(self.tol)

    def setTol(self: P, value: float) -> P:
        """Sets the least improvement, in nats."""
        return self._set(tol=value)

    def getValidationInterval(self) -> int:
        """Mini-batches between two validations, if it is set."""
        return self.getOrDefault(self.validationInterval)

    def setValidationInterval(self: P, value: int) -> P:
        """Sets the mini-batches between two validations."""
        return self._set(validationInterval=value)

    def getValidationShare(self) -> float:
        """The share of the rows that is held out; 0.1 by default."""
        return self.getOrDefault(self.validationShare)

    def setValidationShare(self: P, value: float) -> P:
        """Sets the share of the rows that is held out, from 0 to below 1."""
        return self._set(validationShare=value)


class ClusterParams(Params):
    """How a fit uses the cluster."""

    checkpointDir: Param[str] = Param(
        Params._dummy(),
        "checkpointDir",
        "folder where a fit that was killed goes on when it is started again; empty: none",
        TypeConverters.toString,
    )
    numPartitions: Param[int] = Param(
        Params._dummy(),
        "numPartitions",
        "parts that the rows are held in, one task each; decides the bits of the result; 0: as "
        "many as pay, at most the cluster's default parallelism",
        TypeConverters.toInt,
    )
    exchange: Param[str] = Param(
        Params._dummy(),
        "exchange",
        "how tasks and driver exchange parameters and gradients: auto, resident (tasks that stay "
        "over all steps, with the plugin) or job (one Spark job a step); decides no bit of the "
        "result",
        TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            checkpointDir="",
            numPartitions=0,
            exchange="auto",
        )

    def getCheckpointDir(self) -> str:
        """The folder of checkpoints; empty for none."""
        return self.getOrDefault(self.checkpointDir)

    def setCheckpointDir(self: P, value: str) -> P:
        """Names the folder of checkpoints."""
        return self._set(checkpointDir=value)

    def getNumPartitions(self) -> int:
        """The number of partitions; 0 by default."""
        return self.getOrDefault(self.numPartitions)

    def setNumPartitions(self: P, value: int) -> P:
        """Sets the number of partitions."""
        return self._set(numPartitions=value)

    def getExchange(self) -> str:
        """How tasks and driver exchange parameters and gradients; ``auto`` by default."""
        return self.getOrDefault(self.exchange)

    def setExchange(self: P, value: str) -> P:
        """Chooses how tasks and driver exchange parameters and gradients: auto, resident or job."""
        return self._set(exchange=value)
