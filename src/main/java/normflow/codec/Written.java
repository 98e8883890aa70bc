package normflow.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * A number or truth value whose text is not the one that Java gives it, such as {@code 1.50},
 * {@code 1e-3}, {@code 0x1F} or {@code True}.
 *
 * <p>What is due where it stands may be a text: then the one of the file counts, to the letter.
 *
 * @param text as it stands in the file
 * @param value a number or truth value
 */
public record Written(String text, Object value) {

  /** A scalar of a text's parser: with its text, unless its value has the same one. */
  static JsonNode node(String text, JsonNode value) {
    return value.asText().equals(text) ? value : new POJONode(new Written(text, pojo(value)));
  }

  private static Object pojo(JsonNode value) {
    return value instanceof BooleanNode ? (Object) value.booleanValue() : value.numberValue();
  }

  /** What a node holds, if it is such a value. */
  static Optional<Written> of(JsonNode node) {
    return node instanceof POJONode holder && holder.getPojo() instanceof Written written
        ? Optional.of(written)
        : Optional.empty();
  }

  /** What an object of {@link Codec#keys} stands for. */
  public static Object meant(Object given) {
    return given instanceof Written written ? written.value : given;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Writes the text as YAML and the value as JSON; trees keep both. */
  static final class Serializer extends StdSerializer<Written> {

    private static final long serialVersionUID = 1;

    Serializer() {
      super(Written.class);
    }

    @Override
    public void serialize(Written written, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (generator instanceof TokenBuffer tree) {
        tree.writeEmbeddedObject(written);
      } else if (generator instanceof YAMLGenerator yaml) {
        yaml.writeNumber(written.text());
      } else {
        provider.defaultSerializeValue(written.value(), generator);
      }
    }
  }
}
