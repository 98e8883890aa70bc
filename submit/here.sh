# A job in one JVM on this machine, started without spark-submit; sourced by submit/local.
#
# What spark-submit would do for such a job is little: settings become system properties, and its own
# two JVMs are one. Whatever asks for more goes by spark-submit.

# Whether this script can do what the arguments and the settings ask of spark-submit. Sets memory and
# properties.
runs_here() {
  [ -z "${SPARK_HOME:-}${SPARK_CONF_DIR:-}" ] || return 1
  ! goes_by_path || return 1
  memory=4g
  properties=("-Dspark.master=local[*]")
  local key value
  while read -r key value || [ -n "$key" ]; do
    case "$key$value" in
      "" | "#"* | "!"*) ;;
      *\\*) return 1 ;; # Java's escapes
      *)
        case "$key" in *[=:]*) return 1 ;; esac
        add_property "$key" "${value%"${value##*[![:space:]]}"}" || return 1
        ;;
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
  # What else a memory may be is for Spark to judge.
  [ $# -eq 0 ] && [[ $memory =~ ^[0-9]+[kmgKMG]$ ]]
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
  local class_path="$jar:$SPARK_HOME/jars/*" java_options archive
  name_archive
  if answers_at_once; then
    java_options=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
  else
    find_java_options
    if archives && [ ! "$archive" -nt "$jar" ] && [ -w "$SPARK_HOME" ]; then
      make_archive
    fi
  fi
  if archives && ! explains; then
    java_options+=("-XX:SharedArchiveFile=$archive" -Xshare:auto "-Xlog:cds*=off")
  fi
  exec "$java" "-Xmx$memory" "${java_options[@]}" "$logging" "${properties[@]}" \
    -cp "$class_path${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}" normflow.cli.Main \
    ${normflow_arguments[@]+"${normflow_arguments[@]}"}
}

# Whether a command only prints what it knows: not worth a compiler that thinks twice.
answers_at_once() {
  [ "${normflow_arguments[0]:-}" = inspect ] || explains
}

# Whether a command is about commands: the archive takes longer to map than its few classes to load.
explains() {
  local argument
  case "${normflow_arguments[0]:-}" in help | completion | --version | -V) return 0 ;; esac
  for argument in ${normflow_arguments[@]+"${normflow_arguments[@]}"}; do
    case "$argument" in --help | -h) return 0 ;; esac
  done
  return 1
}

# Sets archive to the file of this JDK's class archive.
name_archive() {
  local home
  home=$(command -v "$java") || fail "no '$java': a JDK 17 or later is needed"
  home=$(readlink -f "$home" 2>/dev/null || echo "$home")
  archive=$SPARK_HOME/classes-$(cksum <<<"$home" | cut -d ' ' -f 1).jsa
}

# Whether class archives are wanted. An agent changes classes as they are loaded, which archived ones
# do not allow.
archives() {
  case "${NORMFLOW_ARCHIVE:-on}" in
    on) ;;
    off) return 1 ;;
    *) fail "NORMFLOW_ARCHIVE = $NORMFLOW_ARCHIVE: on or off" ;;
  esac
  [ -z "${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}" ]
}

# Archives, once for each build, the classes of a rehearsal (class-data sharing). A JVM that the archive
# does not fit runs without it.
make_archive() {
  echo "preparing faster starts, once, about a minute ..." >&2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  "$java" -Xmx1g "${java_options[@]}" "-XX:ArchiveClassesAtExit=$work/classes.jsa" "$logging" \
    "${properties[@]}" -cp "$class_path" normflow.cli.Rehearsal "$work" >"$work/log" 2>&1 ||
    echo "no faster starts: $(grep -vi warning "$work/log" | tail -n 1)" >&2
  touch "$work/classes.jsa"
  mv "$work/classes.jsa" "$archive.$$" && mv "$archive.$$" "$archive"
  rm -rf "$work"
  trap - EXIT
}

# Sets java_options to those of Spark's launcher, which are kept.
find_java_options() {
  local kept=$archive.options word
  java_options=()
  if [ -s "$kept" ]; then
    while IFS= read -r word; do
      java_options+=("$word")
    done <"$kept"
    return 0
  fi
  ask_launcher --driver-memory 1g --class normflow.cli.Main "$jar"
  for word in "${launched[@]}"; do
    case "$word" in
      -Xmx* | -cp) ;;
      # A package that Java has no more, and would warn of.
      --add-opens=java.base/sun.security.action=*)
        [ "$java_version" -ge 24 ] || java_options+=("$word")
        ;;
      -*) java_options+=("$word") ;;
      org.apache.spark.deploy.SparkSubmit) break ;;
    esac
  done
  ! lacks_vectors || java_options+=("$vectors")
  if [ -w "$SPARK_HOME" ]; then
    printf '%s\n' "${java_options[@]}" >"$kept.$$"
    mv "$kept.$$" "$kept"
  fi
}
