package normflow.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process among all that ever ran, as Linux knows it. No clock goes into it, as a clock can be
 * stepped, and no host's name, as containers can share one.
 *
 * @param boot the random id of the machine's last start
 * @param namespace in which its pid counts: that of its container
 * @param user number of its user: processes of others may be hidden
 * @param pid its number, which another process may have had before or may have after
 * @param startTicks between the machine's start and its own
 */
record ProcessIdentity(String boot, String namespace, int user, long pid, long startTicks) {

  /** Where Linux tells of processes. */
  static final Path PROC = Path.of("/proc");

  /** Of {@code /proc/<pid>/stat}, counted from what stands behind the program's name. */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  /** This process; empty where the system does not say. */
  static Optional<ProcessIdentity> here(Path proc) {
    try {
      String stat = Files.readString(proc.resolve("self/stat"));
      return Optional.of(
          new ProcessIdentity(
              Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip(),
              Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString(),
              (int) Files.getAttribute(proc.resolve("self"), "unix:uid"),
              Long.parseLong(stat.substring(0, stat.indexOf(' '))),
              Long.parseLong(fields(stat)[START_TICKS])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Whether a process there would be seen here, dead or alive. */
  boolean isInSightOf(ProcessIdentity other) {
    return boot.equals(other.boot) && namespace.equals(other.namespace) && user == other.user;
  }

  /** Whether a process in sight lives. */
  boolean isAlive(Path proc) {
    try {
      String[] fields = fields(Files.readString(proc.resolve(pid + "/stat")));
      boolean ended = fields[STATE].equals("Z") || fields[STATE].equals("X");
      return !ended && Long.parseLong(fields[START_TICKS]) == startTicks;
    } catch (IOException | RuntimeException e) {
      return Files.exists(proc.resolve(Long.toString(pid)));
    }
  }

  /** The name of a program may have spaces and brackets of its own. */
  private static String[] fields(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
  }
}
