package normflow.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.text.Nearest;
import normflow.text.Shown;

/**
 * The way to a key that is there: names, and numbers from 0 on for elements of lists.
 *
 * @param steps at least one
 */
record KeyPath(List<String> steps) {

  static KeyPath of(String path) {
    return new KeyPath(List.of(path.split("\\.", -1)));
  }

  /**
   * Puts a value in the place of another.
   *
   * @throws ConfigException if nothing is there
   */
  void set(ObjectNode keys, JsonNode value) {
    JsonNode within = keys;
    for (int i = 0; i + 1 < steps.size(); i++) {
      within = at(within, i);
    }
    int last = steps.size() - 1;
    at(within, last);
    if (within instanceof ObjectNode object) {
      object.set(steps.get(last), value);
    } else {
      ((ArrayNode) within).set(Integer.parseInt(steps.get(last)), value);
    }
  }

  /** The value that is there, if there is one. */
  Optional<JsonNode> find(JsonNode keys) {
    Optional<JsonNode> found = Optional.of(keys);
    for (String step : steps) {
      found = found.flatMap(within -> child(within, step));
    }
    return found;
  }

  private JsonNode at(JsonNode within, int step) {
    return child(within, steps.get(step))
        .orElseThrow(() -> new ConfigException(missing(within, step), null));
  }

  private static Optional<JsonNode> child(JsonNode within, String name) {
    return Optional.ofNullable(
        within.isArray() && name.matches("\\d{1,6}")
            ? within.get(Integer.parseInt(name))
            : within.get(name));
  }

  private String missing(JsonNode within, int step) {
    List<String> known = new ArrayList<>();
    within.fieldNames().forEachRemaining(known::add);
    String owner = String.join(".", steps.subList(0, step));
    String type = within.path("type").asText("");
    return Shown.value(String.join(".", steps))
        + ": "
        + (owner.isEmpty() ? "a job" : Shown.value(owner))
        + (type.isEmpty() ? "" : " = " + Shown.value(type))
        + " has no "
        + Shown.value(steps.get(step))
        + Nearest.suggestion(steps.get(step), known)
        + (known.isEmpty() ? "" : "; it has " + String.join(", ", known));
  }
}
