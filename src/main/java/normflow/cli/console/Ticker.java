package normflow.cli.console;

import java.io.PrintStream;
import java.util.function.Supplier;
import normflow.codec.Codec;
import normflow.text.Shown;

/**
 * Progress as a reader can take it: a line that refreshes on a terminal, a new one now and then
 * elsewhere, a JSON object a line for programs. Safe to call from several threads.
 */
public final class Ticker {

  /** Who reads. */
  enum Style {
    /** Nobody. */
    SILENT(0),
    /** A log. */
    LINES(5_000),
    /** A person. */
    TERMINAL(200),
    /** A program. */
    JSON(1_000);

    private final long nanos;

    Style(long milliseconds) {
      this.nanos = milliseconds * 1_000_000;
    }
  }

  private final PrintStream out;
  private final Style style;
  private long told;
  private boolean open;

  Ticker(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
    this.told = System.nanoTime() - style.nanos;
  }

  /** Tells how far the work is, unless that was just told. */
  synchronized void tell(Supplier<String> line, Supplier<Object> event) {
    if (System.nanoTime() - told >= style.nanos) {
      mark(line, event);
    }
  }

  /** Tells how far the work is in any case. */
  synchronized void mark(Supplier<String> line, Supplier<Object> event) {
    told = System.nanoTime();
    switch (style) {
      case SILENT -> {}
      case JSON -> out.println(Codec.jsonLine(event.get()));
      case LINES -> out.println(Shown.line(line.get()));
      case TERMINAL -> {
        // Back to the start of the line, and away with what was longer.
        out.print("\r" + Shown.line(line.get()) + "\u001B[K");
        open = true;
      }
    }
    out.flush();
  }

  /** Tells something that stays. */
  public synchronized void note(String said) {
    end();
    String text = Shown.line(said);
    if (style == Style.JSON) {
      out.println(Codec.jsonLine(new Console.Note("note", text)));
    } else if (style != Style.SILENT) {
      out.println(text);
    }
    out.flush();
  }

  /** Draws over several lines of a terminal. */
  synchronized void draw(String text) {
    end();
    out.print(text);
    out.flush();
  }

  /** Ends a line that refreshes: what comes next stands on its own. */
  synchronized void end() {
    if (open) {
      out.println();
      open = false;
    }
  }

  boolean refreshes() {
    return style == Style.TERMINAL;
  }
}
