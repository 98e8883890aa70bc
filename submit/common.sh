# Shared by the scripts of this folder; sourced, not run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[1]}")/.." && pwd)

# Where the jars are, and the Spark that Maven fetched: what a build leaves, or what a release brings.
built=$root/target
again="run 'mvn clean package -DskipTests'"
if [ -e "$root/lib/spark.xml" ]; then
  built=$root/lib
  again="unpack the release again, into an empty folder"
fi

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
  local found=("$built"/normflow-*-all.jar)
  [ ${#found[@]} -eq 1 ] || fail "two jars in ${built##*/}: $again"
  jar=${found[0]}
  [ -e "$jar" ] || jar=
}

require_jar() {
  find_jar
  [ -n "$jar" ] || fail "no jar in ${built##*/}: $again"
}

# Builds what is missing in a checkout; for scripts that need no cluster.
build_jar() {
  find_jar
  [ -z "$jar" ] || return 0
  [ "$built" = "$root/target" ] || require_jar
  echo "building normflow, once (the first time Maven fetches Spark and nd4j) ..." >&2
  (cd "$root" && mvn -B -q package -DskipTests) >&2 || fail "the build failed"
  find_jar
}

# Whether the driver runs on the cluster.
in_cluster() {
  local argument
  for argument in ${spark_arguments[@]+"${spark_arguments[@]}"}; do
    case "$argument" in
      cluster | --deploy-mode=cluster | *deployMode=cluster) return 0 ;;
    esac
  done
  return 1
}

# Sends job files (YAML) of this machine along with a driver on the cluster, which finds them under their
# bare names.
send_job_files() {
  local i argument files=
  for i in ${normflow_arguments[@]+"${!normflow_arguments[@]}"}; do
    argument=${normflow_arguments[i]}
    case "$argument" in
      *.yaml | *.yml)
        [ -f "$argument" ] || continue
        case "$files," in
          */"${argument##*/}",* | *,"${argument##*/}",*)
            fail "two job files are called ${argument##*/}: the cluster has one folder for both; rename one"
            ;;
        esac
        files=$files,$argument
        normflow_arguments[i]=${argument##*/}
        ;;
    esac
  done
  [ -n "$files" ] || return 0
  # Of two lists of files the last one counts.
  for i in ${spark_arguments[@]+"${!spark_arguments[@]}"}; do
    case "${spark_arguments[i]}" in
      --files) spark_arguments[i + 1]=${spark_arguments[i + 1]}$files ;;
      --files=*) spark_arguments[i]=${spark_arguments[i]}$files ;;
      *) continue ;;
    esac
    return 0
  done
  spark_arguments+=(--files "${files#,}")
}

# Sets jar to what executors get, and driver_class_path to what else the driver here needs: with a
# driver on this machine the small jar travels. NORMFLOW_JAR=all sends the jar of everything, which
# executors need for operations of your own that have no kernel.
choose_jar() {
  driver_class_path=()
  local small argument
  [ "${NORMFLOW_JAR:-executor}" != all ] || return 0
  [ "${NORMFLOW_JAR:-executor}" = executor ] || fail "NORMFLOW_JAR = $NORMFLOW_JAR: all or executor"
  ! in_cluster || return 0
  for argument in ${spark_arguments[@]+"${spark_arguments[@]}"}; do
    case "$argument" in
      --driver-class-path* | *spark.driver.extraClassPath=* | --properties-file*) return 0 ;;
    esac
  done
  small=${jar%-all.jar}-executor.jar
  [ -e "$small" ] || return 0
  driver_class_path=(--driver-class-path "$jar")
  jar=$small
}

require_spark_submit() {
  if [ -n "${SPARK_HOME:-}" ]; then
    spark_submit=$SPARK_HOME/bin/spark-submit
    [ -x "$spark_submit" ] || fail "SPARK_HOME = $SPARK_HOME: it has no bin/spark-submit"
  else
    spark_submit=$(command -v spark-submit) || fail "no spark-submit: set SPARK_HOME or PATH"
  fi
}

# Ends in one line where this Java and Maven's Spark do not go together; sets java_version. An installed
# Spark chooses its own Java.
check_java() {
  local home=${JAVA_HOME:-} hadoop old
  java_version=17 # where nothing tells
  if [ -z "$home" ]; then
    home=$(command -v java) || fail "no java: a JDK 17 or later is needed; set JAVA_HOME or PATH"
    home=$(readlink -f "$home" 2>/dev/null || echo "$home")
    home=${home%/bin/java}
  fi
  [ -r "$home/release" ] || return 0
  java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
  : "${java_version:=17}"
  [ "$java_version" -ge 17 ] || fail "$home is older than Java 17: set JAVA_HOME to a JDK 17 or later"
  old=("$SPARK_HOME"/jars/hadoop-client-api-3.[0-4].*.jar)
  if [ "$java_version" -ge 24 ] && [ -e "${old[0]}" ]; then
    hadoop=${old[0]##*-}
    fail "Java $java_version: Hadoop ${hadoop%.jar} of this Spark does not run on Java 24 and later; set" \
      "JAVA_HOME to a JDK 17 or 21, or take Spark 4.2"
  fi
}

# Ends in one line where the Spark that is installed is of another line than the jar is for.
check_line() {
  local home=${SPARK_HOME:-} name=${jar##*/} line scala core
  if [ -z "$home" ] && command -v spark-submit >/dev/null; then
    home=$(command -v spark-submit)
    home=$(readlink -f "$home" 2>/dev/null || echo "$home")
    home=${home%/bin/spark-submit}
  fi
  case "$name" in normflow-spark*_2.1[23]-*) ;; *) return 0 ;; esac
  line=${name#normflow-spark}
  scala=${line#*_}
  scala=${scala%%-*}
  line=${line%%_*}
  core=("$home"/jars/spark-core_*.jar)
  core=${core[0]##*/spark-core_}
  case "$core" in "*.jar" | "$scala-$line."*) return 0 ;; esac
  core=${core%.jar}
  fail "$name is for Spark $line of Scala $scala, and $home has Spark ${core#*-} of Scala ${core%%-*}: take" \
    "normflow for that one (docs/platforms.md), or another Spark by SPARK_HOME"
}

# Becomes spark-submit with these arguments: that of SPARK_HOME, else what Maven's Spark would run.
exec_spark_submit() {
  check_line
  if [ -n "${SPARK_HOME:-}" ]; then
    require_spark_submit
    exec "$spark_submit" "$@"
  fi
  ! goes_by_path || exec spark-submit "$@"
  use_mavens_spark
  ask_launcher "$@"
  exec "${launched[@]}"
}

# The same for a cluster of others: a spark-submit in PATH goes before Maven's Spark.
exec_cluster_submit() {
  check_line
  if [ -z "${SPARK_HOME:-}" ] && command -v spark-submit >/dev/null; then
    exec spark-submit "$@"
  fi
  exec_spark_submit "$@"
}

# Where Maven's Spark is the one that is used, adds its module of Kubernetes, which lies apart.
use_mavens_kubernetes() {
  local module=("$built"/spark/kubernetes/spark-kubernetes_*.jar) build=
  [ -z "${SPARK_HOME:-}" ] && ! command -v spark-submit >/dev/null || return 0
  [ "$built" != "$root/target" ] || build=", or run 'mvn package -DskipTests' for Spark 4.2"
  [ -e "${module[0]}" ] || fail "no Spark for Kubernetes: set SPARK_HOME or PATH$build"
  export SPARK_DIST_CLASSPATH="$built/spark/kubernetes/*${SPARK_DIST_CLASSPATH:+:$SPARK_DIST_CLASSPATH}"
}

# Whether a spark-submit in PATH is to be taken because Maven has fetched no Spark.
goes_by_path() {
  [ ! -d "$built/spark/jars" ] && command -v spark-submit >/dev/null
}

use_mavens_spark() {
  [ -d "$built/spark/jars" ] || fetch_spark
  export SPARK_HOME=$built/spark SPARK_SCALA_VERSION=2.13
  ! has_spark 2.12 3 || SPARK_SCALA_VERSION=2.12
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  check_java
}

# Has Maven fetch the Spark that a release was built for; a build has fetched its own.
fetch_spark() {
  local pom=$built/spark.xml part=$built/spark.$$ spark
  [ -e "$pom" ] || fail "no Spark: set SPARK_HOME, or run 'mvn package -DskipTests'"
  spark=$(sed -n 's|.*<name>\(.*\)</name>.*|\1|p' "$pom")
  command -v mvn >/dev/null ||
    fail "no Spark: set SPARK_HOME to $spark, or have its spark-submit or Maven, which fetches it, in PATH"
  echo "fetching $spark by Maven into $built/spark, once ..." >&2
  trap "rm -rf '$part'" EXIT
  trap 'exit 130' INT TERM
  mvn -B -q -f "$pom" "-Dspark.folder=$part" package >&2 ||
    fail "Maven could not fetch $spark: mend what it says, or set SPARK_HOME"
  # Unless another first run was quicker.
  [ -d "$built/spark" ] || mv "$part" "$built/spark"
  rm -rf "$part"
  trap - EXIT INT TERM
}

# Whether the Spark is one of this Scala and this major version.
has_spark() {
  local core=("${SPARK_HOME:-$built/spark}/jars/spark-core_"$1-$2.*.jar)
  [ -e "${core[0]}" ]
}

# Sets logging to the Java option of a driver on this machine, and driver_options to what spark-submit
# gives such a driver.
choose_driver_options() {
  logging=-Dlog4j2.configurationFile=file:$root/conf/log4j2.properties
  driver_options=$logging
  # Spark parts options at blanks, but not within quotes.
  case "$root" in *" "*) driver_options="\"$logging\"" ;; esac
  ! lacks_vectors || driver_options="$driver_options $vectors"
}

# Spark asks for the module of the vector kernels by itself from 4 on. A jar's name says which Spark
# it is for, also where Spark's own folder is not known.
vectors=--add-modules=jdk.incubator.vector
lacks_vectors() {
  case "${jar##*/}" in normflow-spark3*) return 0 ;; esac
  has_spark "2.1?" 3
}

# The same for a driver on the cluster.
give_driver_vectors() {
  ! lacks_vectors || spark_arguments=(
    --conf "spark.driver.defaultJavaOptions=$vectors" ${spark_arguments[@]+"${spark_arguments[@]}"}
  )
}

# Sets launched to the command that spark-submit would run; Spark's launcher prints its words ended
# by NUL.
ask_launcher() {
  local word
  launched=()
  while IFS= read -r -d '' word; do
    launched+=("$word")
  done < <(
    "$java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \
      org.apache.spark.deploy.SparkSubmit "$@"
  )
  [ ${#launched[@]} -gt 2 ] || fail "Spark's launcher printed no command: is '$java' a JDK 17 or later?"
  launched[1]=${launched[1]#$'\n'}
  launched=("${launched[@]:1}")
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
