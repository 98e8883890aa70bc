package normflow.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;

/** Of values that carry a {@code type}: a word alone is the type, all keys have their defaults. */
final class TypeAlone extends DelegatingDeserializer {

  private static final long serialVersionUID = 1;

  TypeAlone(JsonDeserializer<?> delegate) {
    super(delegate);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
    return new TypeAlone(delegate);
  }

  @Override
  public Object deserializeWithType(
      JsonParser parser, DeserializationContext context, TypeDeserializer types)
      throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return super.deserializeWithType(parser, context, types);
    }
    JsonParser keys =
        context
            .getNodeFactory()
            .objectNode()
            .put("type", parser.getText())
            .traverse(parser.getCodec());
    keys.nextToken();
    return super.deserializeWithType(keys, context, types);
  }
}
