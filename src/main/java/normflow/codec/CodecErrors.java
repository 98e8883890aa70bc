package normflow.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import normflow.text.Nearest;
import normflow.text.Secrets;
import normflow.text.Shown;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in one sentence what is wrong with a text, where, and what would be right. */
final class CodecErrors {

  /** The value in Jackson's message about a text in place of a number. */
  private static final Set<Class<?>> WHOLE =
      Set.of(
          int.class, long.class, Integer.class, Long.class, OptionalInt.class, OptionalLong.class);

  private static final Pattern COERCED = Pattern.compile("String value \\(\"(.*?)\"\\)");

  /** Where Jackson names its own methods in a message about a limit. */
  private static final Pattern LIMIT = Pattern.compile("(\\(\\d+), from `[^`]*`(?=\\))");

  private CodecErrors() {}

  static String explain(JsonProcessingException error) {
    if (error instanceof UnrecognizedPropertyException unknown) {
      return unknownKey(unknown);
    }
    if (error instanceof InvalidTypeIdException type) {
      return unknownType(type);
    }
    if (error instanceof InvalidFormatException format) {
      return path(format)
          + " = "
          + value(format, format.getValue())
          + ": must be "
          + wanted(format.getTargetType());
    }
    if (error instanceof InvalidNullException empty && !empty.getPath().isEmpty()) {
      return path(empty) + " is empty: give a value; null, ~ or nothing as a text need quotes";
    }
    if (error instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch);
    }
    if (error instanceof JsonMappingException mapping
        && mapping.getCause() instanceof IllegalArgumentException cause) {
      String path = path(mapping);
      return path.isEmpty() ? cause.getMessage() : path + "." + cause.getMessage();
    }
    JsonLocation place = error.getLocation();
    String where =
        place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
    return where + problem(error);
  }

  private static String problem(JsonProcessingException error) {
    if (error.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
      return yaml.getProblem() + "; texts with characters that YAML uses need quotes";
    }
    String message = error.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    return LIMIT.matcher(message).replaceFirst("$1");
  }

  private static String unknownKey(UnrecognizedPropertyException error) {
    List<String> known = names(error.getKnownPropertyIds());
    return path(error)
        + ": unknown key"
        + Nearest.suggestion(error.getPropertyName(), known)
        + "; known keys are "
        + String.join(", ", known);
  }

  private static String unknownType(InvalidTypeIdException error) {
    Class<?> sealed = error.getBaseType().getRawClass();
    List<String> known = List.copyOf(RecordTypes.of(sealed).keySet());
    String choices = "; the choices are " + String.join(", ", known) + ofYourOwn(sealed);
    String path = path(error);
    String key = path.isEmpty() ? "type" : path.endsWith(".type") ? path : path + ".type";
    if (error.getTypeId() == null) {
      return key + " is missing" + choices;
    }
    return key
        + " = "
        + Shown.value(error.getTypeId())
        + ": unknown"
        + Nearest.suggestion(error.getTypeId(), known)
        + choices;
  }

  private static String ofYourOwn(Class<?> sealed) {
    return RecordTypes.doors(sealed)
        .map(door -> "; one of your own comes with the jar that provides a " + door.getSimpleName())
        .map(words -> words + " of this name (--jars)")
        .collect(Collectors.joining());
  }

  private static String mismatch(MismatchedInputException error) {
    String message = error.getOriginalMessage();
    if (message.startsWith("Missing creator property")
        || message.startsWith("Missing required creator property")
        || message.startsWith("Null value for creator property")) {
      return path(error) + " is missing or empty";
    }
    Matcher value = COERCED.matcher(message);
    String given = value.find() ? " = " + value(error, value.group(1)) : "";
    return path(error) + given + ": must be " + wanted(error.getTargetType());
  }

  private static String value(JsonMappingException error, Object given) {
    return Shown.value(Secrets.shown(path(error), String.valueOf(given)));
  }

  private static String path(JsonMappingException error) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : error.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(Shown.value(reference.getFieldName()));
      }
    }
    return path.toString();
  }

  private static List<String> names(Collection<Object> ids) {
    return ids.stream().map(String::valueOf).sorted().collect(Collectors.toList());
  }

  private static String wanted(Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> Codec.hyphens(((Enum<?>) constant).name()))
              .collect(Collectors.joining(", "));
    }
    if (WHOLE.contains(type)) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class || type == OptionalDouble.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type.isRecord() || type.isInterface() || Map.class.isAssignableFrom(type)
        ? "keys with values"
        : type.getSimpleName();
  }
}
