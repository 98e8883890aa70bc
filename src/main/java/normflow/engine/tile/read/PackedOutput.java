package normflow.engine.tile.read;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.read.ReadGraph.Attributes;

/** Writes small numbers as few bytes, and what was written before as its number. */
final class PackedOutput implements AutoCloseable {

  /** Writes a value that was not written before. */
  private interface Writer {
    void write() throws IOException;
  }

  private final DataOutputStream out;
  private final Map<Object, Integer> known = new HashMap<>();

  PackedOutput(DataOutputStream out) {
    this.out = out;
  }

  /** Seven bits a byte, the lowest first; the sign is the lowest of all. */
  void integer(int value) throws IOException {
    int rest = (value << 1) ^ (value >> 31);
    while ((rest & ~0x7f) != 0) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  void integers(List<Integer> values) throws IOException {
    integer(values.size());
    for (int value : values) {
      integer(value);
    }
  }

  private void once(Object value, Writer writer) throws IOException {
    Integer number = known.putIfAbsent(value, known.size());
    integer(number == null ? -1 : number);
    if (number == null) {
      writer.write();
    }
  }

  void text(String text) throws IOException {
    once(text, () -> out.writeUTF(text));
  }

  void shape(Shape shape) throws IOException {
    integers(shape.extents());
  }

  void attributes(Attributes attributes) throws IOException {
    once(
        attributes,
        () -> {
          integers(attributes.integers());
          integer(attributes.reals().size());
          for (double real : attributes.reals()) {
            out.writeDouble(real);
          }
          integers(attributes.flags().stream().map(flag -> flag ? 1 : 0).toList());
          out.writeDouble(attributes.scalar());
          integers(attributes.dimensions());
          out.writeBoolean(attributes.keepsDimensions());
        });
  }

  /** A mask takes a bit for each number. */
  void numbers(Numbers numbers) throws IOException {
    once(
        numbers,
        () -> {
          float[] values = numbers.values();
          integer(values.length);
          out.writeBoolean(numbers.isMask());
          if (!numbers.isMask()) {
            for (float value : values) {
              out.writeFloat(value);
            }
            return;
          }
          for (int first = 0; first < values.length; first += Byte.SIZE) {
            int bits = 0;
            for (int i = first; i < Math.min(first + Byte.SIZE, values.length); i++) {
              bits |= (int) values[i] << (i - first);
            }
            out.writeByte(bits);
          }
        });
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
