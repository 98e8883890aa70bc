package normflow.published;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads matrices of numpy's {@code .npy} format: versions 1 to 3, little-endian floats of 4 or 8
 * bytes, row-major or column-major.
 *
 * <p>Format: "A Simple File Format for NumPy Arrays" (NEP 1, 2007).
 */
final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_HEADER_BYTES = 1 << 16;
  private static final int BUFFER_ROWS = 4096;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private final String name;
  private final DataInputStream stream;

  private NpyFile(String name, InputStream stream) {
    this.name = name;
    this.stream = new DataInputStream(stream);
  }

  private record Header(int bytes, boolean columnMajor, int rows, int columns) {}

  /**
   * Reads a matrix to the end of the stream.
   *
   * @param name of the file, for errors
   * @throws IllegalArgumentException if it is not such a file, or does not fit into memory
   */
  static ColumnValues read(String name, InputStream stream) throws IOException {
    NpyFile file = new NpyFile(name, stream);
    try {
      Header header = file.header();
      Memory.require(name, header.rows, header.columns);
      ColumnValues columns = new ColumnValues(new double[header.columns][header.rows]);
      file.fill(header, columns);
      if (file.stream.read() >= 0) {
        throw file.wrong("there is more behind its last number");
      }
      return columns;
    } catch (EOFException e) {
      throw file.wrong("it ends before its last number: copy it again");
    }
  }

  private Header header() throws IOException {
    byte[] magic = new byte[MAGIC.length];
    stream.readFully(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw wrong("it does not begin as a .npy file");
    }
    int version = stream.readUnsignedByte();
    stream.readUnsignedByte();
    if (version < 1 || version > 3) {
      throw wrong("version = " + version + ": versions 1 to 3 are known");
    }
    long length =
        version == 1
            ? Short.toUnsignedInt(Short.reverseBytes(stream.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(stream.readInt()));
    if (length > MOST_HEADER_BYTES) {
      throw wrong("its header has " + length + " bytes: a matrix needs less");
    }
    byte[] text = new byte[(int) length];
    stream.readFully(text);
    return parsed(new String(text, StandardCharsets.UTF_8));
  }

  private Header parsed(String header) {
    String type = part(TYPE, header, "descr");
    if (!type.equals("<f8") && !type.equals("<f4")) {
      throw wrong("descr = " + type + ": must be <f8 or <f4; convert it with astype('<f8')");
    }
    String shape = part(SHAPE, header, "shape");
    String[] sizes = shape.split(",");
    if (sizes.length != 2) {
      throw wrong("shape = (" + shape + "): a matrix has rows and columns");
    }
    return new Header(
        type.equals("<f8") ? Double.BYTES : Float.BYTES,
        part(ORDER, header, "fortran_order").equals("True"),
        size(sizes[0], shape),
        size(sizes[1], shape));
  }

  private String part(Pattern pattern, String header, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw wrong("its header has no " + key + ": " + header.strip());
    }
    return matcher.group(1);
  }

  private int size(String text, String shape) {
    try {
      int size = Integer.parseInt(text.strip());
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Told below, as other sizes are that no matrix has.
    }
    throw wrong("shape = (" + shape + "): rows and columns must be from 1 to 2,147,483,647");
  }

  private void fill(Header header, ColumnValues columns) throws IOException {
    if (header.columnMajor) {
      for (double[] column : columns.values()) {
        for (int row = 0; row < header.rows; row += BUFFER_ROWS) {
          int count = Math.min(BUFFER_ROWS, header.rows - row);
          ByteBuffer numbers = numbers(count * header.bytes);
          for (int i = 0; i < count; i++) {
            column[row + i] = number(numbers, header.bytes);
          }
        }
      }
      return;
    }
    for (int row = 0; row < header.rows; row++) {
      ByteBuffer numbers = numbers(header.columns * header.bytes);
      for (double[] column : columns.values()) {
        column[row] = number(numbers, header.bytes);
      }
    }
  }

  private ByteBuffer numbers(int bytes) throws IOException {
    byte[] read = new byte[bytes];
    stream.readFully(read);
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double number(ByteBuffer numbers, int bytes) {
    return bytes == Double.BYTES ? numbers.getDouble() : numbers.getFloat();
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(name + " cannot be read: " + what);
  }
}
