package normflow.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import normflow.text.Secrets;

/** Keys and values as they may be written: without passwords. */
final class Redaction {

  /** Under the path of a secret key an axis of a sweep has its values here. */
  private static final Set<String> VALUES = Set.of("value", "values");

  /** Keys below these are names of columns, which say nothing of what belongs to them. */
  private static final Set<String> OF_COLUMNS = Set.of("types", "where");

  private Redaction() {}

  /** The same keys, secret values replaced in place. */
  static JsonNode of(JsonNode keys) {
    return shown("", keys);
  }

  private static JsonNode shown(String key, JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              entry -> {
                boolean ofAxis = Secrets.isSecret(key) && VALUES.contains(entry.getKey());
                boolean own = !ofAxis && !OF_COLUMNS.contains(key);
                entry.setValue(shown(own ? entry.getKey() : key, entry.getValue()));
              });
      return object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, shown(key, array.get(i)));
      }
      return array;
    }
    boolean value =
        node.isTextual() || (Secrets.isSecret(key) && (node.isNumber() || node.isPojo()));
    if (!value) {
      return node;
    }
    String text = node.asText();
    String shown = Secrets.shown(key, text);
    return shown.equals(text) ? node : TextNode.valueOf(shown);
  }
}
