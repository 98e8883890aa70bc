package normflow.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.graph.ParameterLayout;

/**
 * Named float arrays in the safetensors format: eight bytes of header length, a JSON header that
 * gives each array's type, shape and place, and the values in little-endian order.
 *
 * <p>Python reads it with {@code safetensors.numpy.load_file}.
 */
public final class SafeTensors {

  private static final long MOST_HEADER_BYTES = 100_000_000;

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
   * @throws ConfigException if a weight is missing, unknown or of another shape
   */
  public static float[] vector(ParameterLayout layout, Map<String, Array> arrays) {
    float[] parameters = new float[layout.size()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      String name = entry.weight().name();
      Array array = arrays.get(name);
      if (array == null) {
        throw new ConfigException("weight " + name + " is missing", null);
      }
      if (!array.shape().equals(entry.weight().shape())) {
        throw new ConfigException(
            "weight "
                + name
                + " has shape "
                + array.shape()
                + ": the flow's has "
                + entry.weight().shape(),
            null);
      }
      System.arraycopy(array.values(), 0, parameters, entry.offset(), array.values().length);
    }
    if (arrays.size() != layout.entries().size()) {
      throw new ConfigException(
          arrays.size() + " weights: the flow has " + layout.entries().size(), null);
    }
    return parameters;
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
   * @throws ConfigException if they are not in the format, or hold anything but 32-bit floats
   */
  public static Map<String, Array> decode(String name, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = content.length < 8 ? -1 : bytes.getLong();
    if (headerLength < 2 || headerLength > MOST_HEADER_BYTES || headerLength > bytes.remaining()) {
      throw new ConfigException(name + ": not a safetensors file", null);
    }
    byte[] json = new byte[(int) headerLength];
    bytes.get(json);
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Array> arrays = new LinkedHashMap<>();
    Header header = Codec.json(name, new String(json, StandardCharsets.UTF_8), Header.class);
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
    long size = 1;
    boolean valid = tensor.dtype().equals("F32") && tensor.data_offsets().size() == 2;
    for (int extent : tensor.shape()) {
      valid &= extent >= 0;
      size = valid && size <= length ? size * extent : Long.MAX_VALUE / 8;
    }
    valid &=
        tensor.data_offsets().get(0) == start
            && tensor.data_offsets().get(1) == start + 4 * size
            && start + 4 * size <= length;
    if (!valid) {
      throw new ConfigException(
          name
              + ": array "
              + key
              + " has type "
              + tensor.dtype()
              + ", shape "
              + tensor.shape()
              + " and bytes "
              + tensor.data_offsets()
              + ", which do not fit together",
          null);
    }
    return start + 4 * size;
  }

  /** The header's length is a multiple of 8, so that values are aligned. */
  private static byte[] padded(String json) {
    String spaces = " ".repeat((8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8);
    return (json + spaces).getBytes(StandardCharsets.UTF_8);
  }
}
