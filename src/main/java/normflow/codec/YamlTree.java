package normflow.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Composes a YAML text to a tree whose numbers keep the text that stands in the file. */
final class YamlTree {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final YamlEvents parser;

  private YamlTree(YamlEvents parser) {
    this.parser = parser;
  }

  /**
   * Reads one document.
   *
   * @throws JsonProcessingException if it is none, or has an alias, an anchor, a merge key or a tag
   */
  static JsonNode read(ObjectMapper yaml, String text) throws IOException {
    try (YamlEvents parser = (YamlEvents) yaml.createParser(text)) {
      if (parser.nextToken() == null) {
        return NODES.missingNode();
      }
      JsonNode root = new YamlTree(parser).value();
      if (parser.nextToken() != null) {
        throw parser.secondDocument();
      }
      return root;
    }
  }

  private JsonNode value() throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_TRUE, VALUE_FALSE ->
          Written.node(parser.getText(), NODES.booleanNode(token == JsonToken.VALUE_TRUE));
      default -> number();
    };
  }

  private JsonNode object() throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      parser.refuseMergeKey();
      String name = parser.currentName();
      parser.nextToken();
      object.set(name, value());
    }
    return object;
  }

  private JsonNode array() throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value());
    }
    return array;
  }

  private JsonNode number() throws IOException {
    JsonNode value =
        switch (parser.getNumberType()) {
          case INT -> NODES.numberNode(parser.getIntValue());
          case LONG -> NODES.numberNode(parser.getLongValue());
          case BIG_INTEGER -> NODES.numberNode(parser.getBigIntegerValue());
          default -> NODES.numberNode(parser.getDoubleValue());
        };
    return Written.node(parser.getText(), value);
  }
}
