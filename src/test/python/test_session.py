"""What configure adds to a session: run by Python alone, without Spark."""

import os
import tempfile
import unittest
from unittest import mock

import normflow


class Builder:
    """What configure needs of SparkSession.builder."""

    def __init__(self, **options):
        self._options = options

    def config(self, key, value):
        self._options[key] = value
        return self


class ConfigureTest(unittest.TestCase):
    def setUp(self):
        file = tempfile.NamedTemporaryFile(suffix=".jar")
        self.addCleanup(file.close)
        self.jar = file.name

    def test_jar_plugin_and_options(self):
        options = normflow.configure(Builder(), self.jar)._options
        vectors = "--add-modules=jdk.incubator.vector"
        self.assertEqual(
            options,
            {
                "spark.jars": self.jar,
                "spark.plugins": "normflow.spark.exchange.ExchangePlugin",
                "spark.driver.extraJavaOptions": vectors,
                "spark.executor.extraJavaOptions": vectors,
            },
        )

    def test_what_was_given_stays(self):
        given = {"spark.jars": "other.jar", "spark.driver.extraJavaOptions": "-Xss4m"}
        once = normflow.configure(Builder(**given), self.jar)
        options = normflow.configure(once, self.jar)._options
        self.assertEqual(options["spark.jars"], f"other.jar,{self.jar}")
        self.assertEqual(
            options["spark.driver.extraJavaOptions"],
            "-Xss4m --add-modules=jdk.incubator.vector",
        )

    def test_jar_of_the_environment(self):
        with mock.patch.dict(os.environ, NORMFLOW_JAR=self.jar):
            self.assertEqual(normflow.configure(Builder())._options["spark.jars"], self.jar)

    def test_address_of_a_jar(self):
        address = "hdfs://namenode/normflow-all.jar"
        self.assertEqual(normflow.configure(Builder(), address)._options["spark.jars"], address)

    def test_no_jar(self):
        with mock.patch.dict(os.environ):
            os.environ.pop("NORMFLOW_JAR", None)
            with self.assertRaisesRegex(ValueError, "NORMFLOW_JAR"):
                normflow.configure(Builder())
        with self.assertRaisesRegex(FileNotFoundError, "no/such.jar"):
            normflow.configure(Builder(), "no/such.jar")


if __name__ == "__main__":
    unittest.main()
