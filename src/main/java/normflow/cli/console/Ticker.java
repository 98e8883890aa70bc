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

  /** Columns that any terminal has. */
  private static final int NARROWEST = 24;

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
        out.print("\r" + unwrapped(Shown.line(line.get()) + "\u001B[K"));
        open = true;
      }
    }
    out.flush();
  }

  /** Has a terminal cut at its edge what it would else wrap, and then go up in too few lines. */
  static String unwrapped(String text) {
    return text.length() <= NARROWEST ? text : "\u001B[?7l" + text + "\u001B[?7h";
  }

  /** Tells something that stays. */
  public synchronized void note(String said) {
    told = System.nanoTime();
    end();
    String text = Shown.line(said);
    if (style == Style.JSON) {
      out.println(Codec.jsonLine(new Console.Note("note", text)));
    } else if (style != Style.SILENT) {
      out.println(text);
    }
    out.flush();
  }

  /** Draws over several lines of a terminal, and over the line that refreshes below them. */
  synchronized void draw(String text) {
    out.print((open ? "\r\u001B[K" : "") + unwrapped(text));
    open = false;
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
