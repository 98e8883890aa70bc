"""EngineBenchmark and PyTorch in turn, so that both see the same machine: rows a second on one core.

Run in the folder of pom.xml, with a Python that has torch (Debian: python3-torch):

    mvn -q -Pjmh test-compile dependency:build-classpath -Dmdep.outputFile=target/jmh-classpath
    /usr/bin/python3 src/jmh/python/side_by_side.py [ROUNDS] [MODEL/TASK/ROWS ... | wide]

"wide" stands for five flows with wide networks and many columns.

Every figure is the best of the rounds, and of half seconds within a round; the ratio is the median of
the rounds' ratios.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = [
    f"{model}/{task}/{rows}"
    for model in ("realnvp", "realnvp-batchnorm", "planar", "realnvp-16")
    for task in ("gradient", "score")
    for rows in (512, 1024, 4096)
]
WIDE = [
    f"{flow}/{size}/{task}/{rows}"
    for flow in ("realnvp", "glow", "maf", "nsf", "nsf-ar")
    for size in ("2/64", "16/256", "43/128")
    for task in ("gradient", "score")
    for rows in (512, 4096)
]


def torch_rate(model, task, rows):
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    command = [sys.executable, os.path.join(HERE, "flows.py"), model, task, rows]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def tile_rate(model, task, rows, classpath):
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        command = ["java", "--add-modules=jdk.incubator.vector", "-cp", classpath, "org.openjdk.jmh.Main"]
        command += [f"EngineBenchmark.{task}$", "-p", f"model={model}", "-p", f"rows={rows}", "-p", "engine=tile"]
        command += ["-f", "1", "-wi", "4", "-w", "1", "-i", "5", "-r", "500ms", "-rf", "json", "-rff", report]
        subprocess.run(command, check=True, capture_output=True)
        with open(report, encoding="utf-8") as file:
            iterations = json.load(file)[0]["primaryMetric"]["rawData"][0]
        return max(iterations) * int(rows)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with open("target/jmh-classpath", encoding="utf-8") as file:
        classpath = os.pathsep.join(["target/test-classes", "target/classes", file.read().strip()])
    print(f"{'case':32} {'tile engine':>12} {'PyTorch':>12} {'ratio':>7}")
    cases = sys.argv[2:] or CASES
    for case in WIDE if cases == ["wide"] else cases:
        model, task, rows = case.rsplit("/", 2)
        tile, other = [], []
        for _ in range(rounds):
            other.append(torch_rate(model, task, rows))
            tile.append(tile_rate(model, task, rows, classpath))
        ratio = statistics.median(a / b for a, b in zip(tile, other))
        print(f"{case:32} {max(tile):12.0f} {max(other):12.0f} {ratio:7.2f}", flush=True)


if __name__ == "__main__":
    main()
