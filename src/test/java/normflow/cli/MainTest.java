package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.train.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {

  /** Throws what it is given. */
  @Command(name = "fail")
  private static final class Failing implements Callable<Integer> {
    private final Throwable error;

    /** Main looks for the word itself. */
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--json")
    private boolean json;

    Failing(Throwable error) {
      this.error = error;
    }

    @Override
    public Integer call() throws Exception {
      if (error instanceof Error unchecked) {
        throw unchecked;
      }
      throw (Exception) error;
    }
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new ConfigException("a = \u001b: no", null), 2, "a = \\u001b: no"),
        Arguments.of(
            new RuntimeException("job aborted", new ConfigException("row 3 is bad", null)),
            2,
            "row 3 is bad"),
        Arguments.of(new TrainingException("NaN\nat step 3"), 1, "NaN at step 3"),
        Arguments.of(
            new UncheckedIOException("cannot read x", new FileNotFoundException("x")),
            1,
            "cannot read x"),
        Arguments.of(new IllegalArgumentException("a bug"), 1, "IllegalArgumentException: a bug; "),
        Arguments.of(new NullPointerException(), 1, "NullPointerException; "),
        Arguments.of(new OutOfMemoryError("Java heap space"), 1, "OutOfMemoryError: Java heap"),
        Arguments.of(new StackOverflowError(), 1, "StackOverflowError; "),
        Arguments.of(
            new NoClassDefFoundError("org/nd4j/X"), 2, "where org/nd4j/X is missing, need"),
        Arguments.of(
            new NoClassDefFoundError("Could not initialize class org.nd4j.X"),
            1,
            "NoClassDefFoundError: Could not initialize class org.nd4j.X"),
        Arguments.of(new UnsatisfiedLinkError("no jnind4j"), 1, "UnsatisfiedLinkError: no jnind4j"),
        Arguments.of(
            new ExceptionInInitializerError(new IllegalStateException("no libgomp")),
            1,
            "IllegalStateException: no libgomp"),
        Arguments.of(circle(), 1, "one"));
  }

  private static Throwable circle() {
    RuntimeException one = new RuntimeException("one");
    one.initCause(new RuntimeException("two", one));
    return one;
  }

  @ParameterizedTest
  @MethodSource("errors")
  void whateverIsThrownEndsInOneParagraph(Throwable error, int status, String said) {
    for (String[] arguments : new String[][] {{"fail"}, {"fail", "--json"}}) {
      StringWriter printed = new StringWriter();
      CommandLine line = new CommandLine(new Main());
      line.addSubcommand(new Failing(error)).setErr(new PrintWriter(printed, true));
      assertEquals(status, Main.execute(line, arguments));
      String text = printed.toString();
      assertEquals(1, text.lines().count(), text);
      assertTrue(text.contains(said) || text.contains(said.replace("\\", "\\\\")), text);
      assertFalse(text.contains("\tat "), text);
      assertTrue(text.startsWith(arguments.length > 1 ? "{\"event\":\"error\"" : "error: "), text);
    }
  }

  /** Before Spark starts. */
  @Test
  void modelsOfOtherColumnsAreNotCompared(@TempDir Path folder) {
    String golden = GoldenFoldersTest.GOLDEN + "/ended/";
    Commands compared =
        Commands.run("compare", golden + "density", golden + "table", "--output", folder + "/page");
    assertEquals(2, compared.status(), compared.printed());
    assertTrue(
        compared
            .printed()
            .contains(
                "ended/table is a density of a, b given c, and "
                    + golden
                    + "density of x0, x1: likelihoods of different columns do not compare"),
        compared.printed());
  }
}
