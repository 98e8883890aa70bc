package normflow.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * Decides of every {@link Written} in a tree whether its text or its value is due, by the type that
 * is read there. Where anything may stand it stays what it is.
 */
final class DueTexts {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final TypeFactory TYPES = TypeFactory.defaultInstance();

  private DueTexts() {}

  /** The same tree with plain texts, numbers and truth values; it may be changed in place. */
  static JsonNode decided(JsonNode tree, Class<?> type) throws JsonMappingException {
    return decided(tree, TYPES.constructType(type));
  }

  private static JsonNode decided(JsonNode node, JavaType type) throws JsonMappingException {
    Optional<Written> written = Written.of(node);
    if (type.hasRawClass(Optional.class)) {
      return decided(node, type.containedType(0));
    } else if (written.isPresent()) {
      return scalar(node, written.get(), type);
    } else if (node instanceof ArrayNode list && type.isCollectionLikeType()) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, decided(list.get(i), type.getContentType()));
      }
    } else if (node instanceof ObjectNode keys && type.isMapLikeType()) {
      for (Map.Entry<String, JsonNode> entry : keys.properties()) {
        entry.setValue(setting(entry.getValue(), type.getContentType()));
      }
    } else if (node instanceof ObjectNode keys) {
      components(keys, record(keys, type.getRawClass()));
    }
    return node;
  }

  /**
   * Among settings by their names, such as those of a data source, {@code yes} and {@code True} are
   * the truth value {@code true}.
   */
  private static JsonNode setting(JsonNode node, JavaType type) throws JsonMappingException {
    Optional<Object> truth = Written.of(node).map(Written::value).filter(Boolean.class::isInstance);
    return truth.isPresent() && type.getRawClass() == String.class
        ? NODES.textNode(truth.get().toString())
        : decided(node, type);
  }

  private static void components(ObjectNode keys, Optional<Class<?>> record)
      throws JsonMappingException {
    if (record.isPresent()) {
      for (RecordComponent component : record.get().getRecordComponents()) {
        decide(keys, component.getName(), TYPES.constructType(component.getGenericType()));
      }
    }
  }

  private static void decide(ObjectNode keys, String key, JavaType type)
      throws JsonMappingException {
    JsonNode value = keys.get(key);
    if (value != null) {
      keys.set(key, decided(value, type));
    }
  }

  /** The record that keys are read as; of a sealed interface the one that {@code type} names. */
  private static Optional<Class<?>> record(ObjectNode keys, Class<?> type)
      throws JsonMappingException {
    if (type.isRecord()) {
      return Optional.of(type);
    }
    if (!type.isSealed()) {
      return Optional.empty();
    }
    decide(keys, "type", TYPES.constructType(String.class));
    String name = keys.path("type").asText();
    return Optional.<Class<?>>ofNullable(RecordTypes.of(type).get(name)).filter(Class::isRecord);
  }

  private static JsonNode scalar(JsonNode node, Written written, JavaType type)
      throws JsonMappingException {
    if (type.getRawClass() == Object.class) {
      if (written.text().matches("0[0-9_]+")) {
        // Of all notations the one that YAML's writer cannot leave without quotes.
        throw new JsonMappingException(
            null, written + ": put it in quotes if it is a text; a number begins with no zero");
      }
      return node;
    }
    if (type.getRawClass() == String.class || type.isEnumType()) {
      return NODES.textNode(written.text());
    }
    return value(written.value());
  }

  private static JsonNode value(Object value) {
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    } else if (value instanceof Integer number) {
      return NODES.numberNode(number.intValue());
    } else if (value instanceof Long number) {
      return NODES.numberNode(number.longValue());
    } else if (value instanceof BigInteger number) {
      return NODES.numberNode(number);
    }
    return NODES.numberNode(((Number) value).doubleValue());
  }
}
