package normflow.report.film;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Bytes as a GIF has them: as numbers of strings that were seen before, of nine to twelve bits, in
 * blocks of at most 255 bytes.
 *
 * <p>Reference: "A technique for high-performance data compression" (Terry Welch, 1984).
 */
final class Lzw {

  private static final int BITS = 8;
  private static final int CLEAR = 1 << BITS;
  private static final int END = CLEAR + 1;
  private static final int MOST = 1 << 12;
  private static final int PLACES = 1 << 13;
  private static final int BLOCK = 255;

  private final ByteArrayOutputStream out;
  private final byte[] block = new byte[BLOCK];
  private int used;
  private int bits;
  private int held;

  /**
   * A string each that was seen: the number of all but its last byte, that byte and its own number
   * in twelve, eight and twelve bits; 0 for a free place.
   */
  private final int[] strings = new int[PLACES];

  private int next;
  private int width = BITS + 1;

  private Lzw(ByteArrayOutputStream out) {
    this.out = out;
  }

  static void write(byte[] pixels, ByteArrayOutputStream out) {
    out.write(BITS);
    new Lzw(out).write(pixels);
    out.write(0);
  }

  private void write(byte[] pixels) {
    clear();
    int known = pixels[0] & 0xFF;
    for (int i = 1; i < pixels.length; i++) {
      int string = (known << BITS) | (pixels[i] & 0xFF);
      int place = place(string);
      if (strings[place] != 0) {
        known = strings[place] & (MOST - 1);
      } else {
        put(known);
        strings[place] = (string << 12) | next;
        known = pixels[i] & 0xFF;
        grow();
      }
    }
    put(known);
    put(END);
    flush();
  }

  private void clear() {
    put(CLEAR);
    Arrays.fill(strings, 0);
    width = BITS + 1;
    next = END + 1;
  }

  /** Where a string stands or would stand. */
  private int place(int string) {
    int place = (string * 0x9E3779B1) >>> 19;
    while (strings[place] != 0 && strings[place] >>> 12 != string) {
      place = (place + 1) & (PLACES - 1);
    }
    return place;
  }

  /** A reader knows a string one number later: the width grows when the number itself is due. */
  private void grow() {
    if (next == MOST - 1) {
      clear();
    } else {
      if (next == 1 << width) {
        width++;
      }
      next++;
    }
  }

  private void put(int number) {
    held |= number << bits;
    bits += width;
    while (bits >= 8) {
      write((byte) held);
      held >>>= 8;
      bits -= 8;
    }
  }

  private void write(byte value) {
    block[used++] = value;
    if (used == BLOCK) {
      flushBlock();
    }
  }

  private void flush() {
    if (bits > 0) {
      write((byte) held);
    }
    flushBlock();
  }

  private void flushBlock() {
    if (used > 0) {
      out.write(used);
      out.write(block, 0, used);
      used = 0;
    }
  }
}
