package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What a command that ran in this JVM left: its exit status and all that it printed. */
public record Commands(int status, String printed) {

  /** Runs a command. */
  public static Commands run(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream both = new PrintStream(printed, true, UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      return new Commands(Main.run(arguments), printed.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Runs a command that must do what it is asked for; what it printed. */
  public static String ok(String... arguments) {
    Commands ran = run(arguments);
    if (ran.status != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + ran.printed);
    }
    return ran.printed;
  }
}
