# Shared by the scripts of this folder; sourced, not run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[1]}")/.." && pwd)

fail() {
  echo "error: $*" >&2
  exit 2
}

# Prints the leading comment of the script.
help_and_exit() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
  exit 0
}

find_jar() {
  local found=("$root"/target/normflow-*-all.jar)
  [ ${#found[@]} -eq 1 ] || fail "two jars in target: run 'mvn clean package -DskipTests'"
  jar=${found[0]}
  [ -e "$jar" ] || jar=
}

require_jar() {
  find_jar
  [ -n "$jar" ] || fail "no jar in target: run 'mvn package -DskipTests' first"
}

require_spark_submit() {
  if [ -n "${SPARK_HOME:-}" ]; then
    spark_submit=$SPARK_HOME/bin/spark-submit
    [ -x "$spark_submit" ] || fail "SPARK_HOME = $SPARK_HOME: it has no bin/spark-submit"
  else
    spark_submit=$(command -v spark-submit) || fail "no spark-submit: set SPARK_HOME or PATH"
  fi
}

# What stands before "--" goes to spark-submit, the rest to normflow: fills two arrays.
split_arguments() {
  spark_arguments=()
  normflow_arguments=()
  local argument
  for argument in "$@"; do
    if [ "$argument" = -- ] && [ ${#spark_arguments[@]} -eq 0 ]; then
      spark_arguments=(${normflow_arguments[@]+"${normflow_arguments[@]}"})
      normflow_arguments=()
    else
      normflow_arguments+=("$argument")
    fi
  done
}
