"""Compiles example programs, without running them: check_examples.py READER FOLDER.

What they import of normflow has to be there, and what they call of normflow.ml has to take their
arguments; PySpark is not needed. Prints how many programs there are.
"""

import ast
import importlib
import inspect
import os
import sys

import pyspark_stub  # noqa: F401

sys.path.insert(0, sys.argv[1])
names = [name for name in sorted(os.listdir(sys.argv[2])) if name.endswith(".py")]
for name in names:
    with open(os.path.join(sys.argv[2], name), encoding="utf-8") as file:
        tree = ast.parse(file.read(), name)
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "normflow":
            module = importlib.import_module(node.module)
            imported.update({one.name: getattr(module, one.name) for one in node.names})
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in imported:
            called = inspect.signature(imported[node.func.id])
            called.bind(*node.args, **{keyword.arg: keyword.value for keyword in node.keywords})
print(f"{len(names)} programs")
