package normflow.cli.console;

import normflow.spark.Termination;
import normflow.text.Numbers;

/** Work of a known number of pieces, such as the pictures of a page. */
public final class PieceProgress implements AutoCloseable {

  /** As JSON; {@code at} is the piece that is worked on. */
  public record Event(String event, String name, int done, int of, String at) {}

  private final String name;
  private final int of;
  private final Ticker ticker;
  private int begun;

  PieceProgress(String name, int of, Ticker ticker) {
    this.name = name;
    this.of = of;
    this.ticker = ticker;
  }

  /**
   * The next piece begins.
   *
   * @throws normflow.spark.TerminatedException if this process is to end
   */
  public void next(String piece) {
    Termination.ofProcess().check();
    int done = begun++;
    ticker.mark(
        () -> Numbers.format("%s: %d/%d %s", name, begun, of, piece),
        () -> new Event("pieces", name, done, of, piece));
  }

  @Override
  public void close() {
    ticker.end();
  }
}
