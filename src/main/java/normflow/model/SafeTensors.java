package normflow.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.text.Shown;

/**
 * Named float arrays in the safetensors format: eight bytes of header length, a JSON header that
 * gives each array's type, shape and place, and the values in little-endian order.
 *
 * <p>Python reads it with {@code safetensors.numpy.load_file}.
 */
public final class SafeTensors {

  /** No header of ours has more bytes than these, and so many for each of its arrays. */
  private static final long HEADER_BYTES = 1024;

  private static final long HEADER_BYTES_OF_ARRAY = 256;

  /** One array of the header. */
  record Tensor(String dtype, List<Integer> shape, List<Long> data_offsets) {}

  private SafeTensors() {}

  /** An array and its shape. */
  public record Array(List<Integer> shape, float[] values) {}

  /** The weights of a parameter vector by their names. */
  public static Map<String, Array> named(ParameterLayout layout, float[] parameters) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = new float[entry.weight().size()];
      System.arraycopy(parameters, entry.offset(), values, 0, values.length);
      arrays.put(entry.weight().name(), new Array(entry.weight().shape(), values));
    }
    return arrays;
  }

  /**
   * The parameter vector of named weights.
   *
   * @throws ConfigException if a weight is missing, unknown, of another shape, or not finite
   */
  public static float[] vector(ParameterLayout layout, Map<String, Array> arrays) {
    for (ParameterLayout.Entry entry : layout.entries()) {
      requireShape(entry.weight(), arrays.get(entry.weight().name()));
    }
    if (arrays.size() != layout.entries().size()) {
      throw new ConfigException(
          arrays.size() + " weights: the flow has " + layout.entries().size(), null);
    }
    // Only now is it certain that the arrays, which are in memory, are as large as the vector.
    float[] parameters = new float[layout.size()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = arrays.get(entry.weight().name()).values();
      requireFinite(entry.weight(), values);
      System.arraycopy(values, 0, parameters, entry.offset(), values.length);
    }
    return parameters;
  }

  private static void requireFinite(Weight weight, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ConfigException(
            "weight " + weight.name() + "[" + i + "] = " + values[i] + ": must be finite", null);
      }
    }
  }

  private static void requireShape(Weight weight, Array array) {
    if (array == null) {
      throw new ConfigException("weight " + weight.name() + " is missing", null);
    }
    if (!array.shape().equals(weight.shape())) {
      throw new ConfigException(
          "weight "
              + weight.name()
              + " has shape "
              + Shown.value(array.shape())
              + ": the flow's has "
              + weight.shape(),
          null);
    }
  }

  /** No file of the weights of a layout has more bytes. */
  public static long mostBytes(ParameterLayout layout) {
    return 8 + mostHeaderBytes(layout.entries().size()) + 4L * layout.size();
  }

  private static long mostHeaderBytes(int arrays) {
    return HEADER_BYTES + HEADER_BYTES_OF_ARRAY * arrays;
  }

  /** The bytes of these arrays, in their order. */
  public static byte[] encode(Map<String, Array> arrays) {
    Map<String, Tensor> header = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, Array> entry : arrays.entrySet()) {
      long end = offset + 4L * entry.getValue().values().length;
      header.put(entry.getKey(), new Tensor("F32", entry.getValue().shape(), List.of(offset, end)));
      offset = end;
    }
    byte[] json = padded(Codec.jsonLine(header));
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(8 + json.length + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (Array array : arrays.values()) {
      bytes.asFloatBuffer().put(array.values());
      bytes.position(bytes.position() + 4 * array.values().length);
    }
    return bytes.array();
  }

  /**
   * The arrays of these bytes.
   *
   * @param name what the bytes are, for errors
   * @param most arrays that there can be
   * @throws ConfigException if they are not in the format, hold anything but 32-bit floats, or more
   *     arrays
   */
  public static Map<String, Array> decode(String name, byte[] content, int most) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = content.length < 8 ? -1 : bytes.getLong();
    if (headerLength < 2 || headerLength > bytes.remaining()) {
      throw new ConfigException(name + ": not a safetensors file", null);
    }
    if (headerLength > mostHeaderBytes(most)) {
      throw new ConfigException(
          name
              + ": the header has "
              + headerLength
              + " bytes: that of "
              + most
              + " arrays has "
              + mostHeaderBytes(most)
              + " at most",
          null);
    }
    byte[] json = new byte[(int) headerLength];
    bytes.get(json);
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Array> arrays = new LinkedHashMap<>();
    Header header = Codec.json(name, new String(json, StandardCharsets.UTF_8), Header.class);
    if (header.size() > most) {
      throw new ConfigException(name + ": " + header.size() + " arrays: at most " + most, null);
    }
    long next = 0;
    for (Map.Entry<String, Tensor> entry : header.entrySet()) {
      next = check(name, entry.getKey(), entry.getValue(), next, data.capacity());
      int start = entry.getValue().data_offsets().get(0).intValue();
      float[] values = new float[(int) ((next - start) / 4)];
      data.position(start);
      data.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      arrays.put(entry.getKey(), new Array(entry.getValue().shape(), values));
    }
    if (next != data.capacity()) {
      throw new ConfigException(
          name + ": " + (data.capacity() - next) + " bytes belong to no array", null);
    }
    return arrays;
  }

  /** What the header is read as. */
  static final class Header extends LinkedHashMap<String, Tensor> {
    private static final long serialVersionUID = 1;
  }

  /** The end of an array that must start where the one before ends. */
  private static long check(String name, String key, Tensor tensor, long start, long length) {
    if (tensor == null || !tensor.dtype().equals("F32") || tensor.shape().contains(null)) {
      throw new ConfigException(
          name + ": array " + Shown.value(key) + " is not of 32-bit floats", null);
    }
    long end = start + 4 * size(tensor.shape(), length);
    if (!tensor.data_offsets().equals(Arrays.asList(start, end)) || end > length) {
      throw new ConfigException(
          name
              + ": array "
              + Shown.value(key)
              + " of shape "
              + Shown.value(tensor.shape())
              + " has bytes "
              + Shown.value(tensor.data_offsets())
              + " of "
              + length
              + ": they should start at "
              + start,
          null);
    }
    return end;
  }

  /** The number of values of a shape; of an impossible one, more than there can be. */
  private static long size(List<Integer> shape, long length) {
    long size = 1;
    for (int extent : shape) {
      if (extent < 0 || size > length) {
        return Integer.MAX_VALUE;
      }
      size *= extent;
    }
    return size;
  }

  /** The header's length is a multiple of 8, so that values are aligned. */
  private static byte[] padded(String json) {
    String spaces = " ".repeat((8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8);
    return (json + spaces).getBytes(StandardCharsets.UTF_8);
  }
}
