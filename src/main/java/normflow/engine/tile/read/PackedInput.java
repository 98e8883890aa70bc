package normflow.engine.tile.read;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.read.ReadGraph.Attributes;

/** Reads what {@link PackedOutput} wrote. */
final class PackedInput implements AutoCloseable {

  /** Reads a value that was not read before. */
  private interface Reader<T> {
    T read() throws IOException;
  }

  private final DataInputStream in;
  private final List<Object> known = new ArrayList<>();

  PackedInput(DataInputStream in) {
    this.in = in;
  }

  int integer() throws IOException {
    int value = 0;
    int shift = 0;
    int next;
    do {
      next = in.readUnsignedByte();
      value |= (next & 0x7f) << shift;
      shift += 7;
    } while (next >= 0x80);
    return (value >>> 1) ^ -(value & 1);
  }

  List<Integer> integers() throws IOException {
    Integer[] values = new Integer[integer()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer();
    }
    return List.of(values);
  }

  private <T> T once(Class<T> type, Reader<T> reader) throws IOException {
    int number = integer();
    if (number < 0) {
      known.add(reader.read());
      number = known.size() - 1;
    }
    return type.cast(known.get(number));
  }

  String text() throws IOException {
    return once(String.class, in::readUTF);
  }

  Shape shape() throws IOException {
    return new Shape(integers());
  }

  Attributes attributes() throws IOException {
    return once(
        Attributes.class,
        () ->
            new Attributes(
                integers(),
                reals(),
                integers().stream().map(flag -> flag == 1).toList(),
                in.readDouble(),
                integers(),
                in.readBoolean()));
  }

  private List<Double> reals() throws IOException {
    Double[] values = new Double[integer()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return List.of(values);
  }

  Numbers numbers() throws IOException {
    return once(
        Numbers.class,
        () -> {
          float[] values = new float[integer()];
          boolean mask = in.readBoolean();
          int bits = 0;
          for (int i = 0; i < values.length; i++) {
            if (!mask) {
              values[i] = in.readFloat();
              continue;
            }
            bits = i % Byte.SIZE == 0 ? in.readUnsignedByte() : bits >> 1;
            values[i] = bits & 1;
          }
          return new Numbers(values);
        });
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
