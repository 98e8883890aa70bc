"""Sessions of Spark that have normflow on board."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["configure"]

JAR = "NORMFLOW_JAR"
PLUGIN = "normflow.spark.exchange.ExchangePlugin"
VECTORS = "--add-modules=jdk.incubator.vector"


def configure(
    builder: SparkSession.Builder, jar: Optional[str] = None
) -> SparkSession.Builder:
    """Gives a session normflow's jar, its plugin and the JVM's vector instructions.

    ``jar`` is a path or URL of ``normflow-*-all.jar``; if it is left out, the environment's
    NORMFLOW_JAR. What the builder has been given before stays: other jars, plugins and options of
    Java. The same keys in spark-defaults.conf do not count beside it: give them to the builder
    too. Call it before the first session of a process, whose JVM takes no options later. Raises
    ValueError if there is no jar, FileNotFoundError if the path of one leads nowhere.
    """
    jar = jar and os.fspath(jar) or os.environ.get(JAR)
    if not jar:
        raise ValueError(
            f"jar: not given, and the environment has no {JAR}: give the path of normflow-*-all.jar"
        )
    if "://" not in jar and not os.path.isfile(jar):
        raise FileNotFoundError(f"jar = {jar}: is not a file; give the path of normflow-*-all.jar")
    for key, separator, value in [
        ("spark.jars", ",", jar),
        ("spark.plugins", ",", PLUGIN),
        ("spark.driver.extraJavaOptions", " ", VECTORS),
        ("spark.executor.extraJavaOptions", " ", VECTORS),
    ]:
        given = builder._options.get(key, "")
        if value not in given.split(separator):
            builder = builder.config(key, separator.join(filter(None, [given, value])))
    return builder
