# A job in one JVM on this machine, started without spark-submit; sourced by submit/local.
#
# What spark-submit would do for such a job is little: settings become system properties, and its own
# two JVMs are one. Whatever asks for more goes by spark-submit.

# Whether this script can do what the arguments and the settings ask of spark-submit. Sets memory and
# properties.
runs_here() {
  [ -z "${SPARK_HOME:-}" ] || return 1
  memory=4g
  properties=("-Dspark.master=local[*]")
  local key value
  while read -r key value; do
    case "$key" in
      "" | "#"*) ;;
      *) add_property "$key" "${value%"${value##*[![:space:]]}"}" || return 1 ;;
    esac
  done <"$settings"
  set -- ${spark_arguments[@]+"${spark_arguments[@]}"}
  while [ $# -gt 1 ]; do
    case "$1" in
      --master) add_property spark.master "$2" || return 1 ;;
      --driver-memory) memory=$2 ;;
      --conf)
        case "$2" in *=*) add_property "${2%%=*}" "${2#*=}" || return 1 ;; *) return 1 ;; esac
        ;;
      *) return 1 ;;
    esac
    shift 2
  done
  [ $# -eq 0 ]
}

# Fails where only spark-submit knows what to do with a setting.
add_property() {
  case "$1=$2" in
    spark.master=local | spark.master=local\[*) ;;
    spark.driver.memory=*) memory=$2 && return 0 ;;
    spark.master=* | spark.submit.* | spark.driver.extra* | spark.driver.default*) return 1 ;;
    spark.jars* | spark.files=* | spark.archives=* | spark.kerberos.*) return 1 ;;
    spark.*) ;;
    *) return 0 ;; # spark-submit takes no other keys
  esac
  properties+=("-D$1=$2")
}

# Becomes the JVM of the job.
exec_here() {
  use_mavens_spark
  class_path="$jar:$SPARK_HOME/jars/*"
  make_archive
  exec "$java" "-Xmx$memory" "@$java_options" ${archive_options[@]+"${archive_options[@]}"} \
    "$logging" "${properties[@]}" -cp "$class_path${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}" \
    normflow.cli.Main "${normflow_arguments[@]}"
}

# Makes, once for each build and JDK, the archive of the classes of a rehearsal (class-data sharing), and
# the file of Java options that Spark's launcher gives. A JVM that an archive does not fit runs
# without.
make_archive() {
  local home work log
  home=$(readlink -f "$(command -v "$java")") || fail "no '$java': a JDK 17 or later is needed"
  java_options=$SPARK_HOME/java$(cksum <<<"$home" | cut -d ' ' -f 1).options
  archive=${java_options%.options}.jsa
  if [ ! -s "$java_options" ]; then
    write_java_options "$java_options"
  fi
  archive_options=()
  # An agent changes classes as they are loaded, which archived ones do not allow.
  [ "${NORMFLOW_ARCHIVE:-on}" = on ] && [ -z "${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}" ] || return 0
  if [ ! "$archive" -nt "$jar" ] && [ -w "$SPARK_HOME" ]; then
    echo "preparing faster starts, once ..." >&2
    work=$(mktemp -d)
    log=$work/log
    "$java" -Xmx1g "@$java_options" "-XX:ArchiveClassesAtExit=$work/archive.jsa" "$logging" \
      "${properties[@]}" -cp "$class_path" normflow.cli.Rehearsal "$work" >"$log" 2>&1 ||
      echo "no faster starts: $(grep -vi warning "$log" | tail -n 1)" >&2
    touch "$work/archive.jsa"
    mv "$work/archive.jsa" "$archive.$$" && mv "$archive.$$" "$archive"
    rm -rf "$work"
  fi
  archive_options=("-XX:SharedArchiveFile=$archive" -Xshare:auto "-Xlog:cds*=off" "-Xlog:class+path=off")
}

write_java_options() {
  local word
  ask_launcher --driver-memory 1g --class normflow.cli.Main "$jar"
  for word in "${launched[@]}"; do
    case "$word" in
      -Xmx* | -cp) ;;
      -*) echo "$word" ;;
      org.apache.spark.deploy.SparkSubmit) break ;;
    esac
  done >"$1.$$"
  mv "$1.$$" "$1"
}
