package normflow.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonGeneratorDecorator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.OptionalDouble;

/** Numbers in JSON are numbers or null: what is not finite is written as null. */
final class FiniteNumbers implements JsonGeneratorDecorator {

  @Override
  public JsonGenerator decorate(JsonFactory factory, JsonGenerator generator) {
    return new Writer(generator);
  }

  private static final class Writer extends JsonGeneratorDelegate {

    Writer(JsonGenerator generator) {
      super(generator);
    }

    @Override
    public void writeNumber(double value) throws IOException {
      if (Double.isFinite(value)) {
        super.writeNumber(value);
      } else {
        writeNull();
      }
    }

    @Override
    public void writeNumber(float value) throws IOException {
      if (Float.isFinite(value)) {
        super.writeNumber(value);
      } else {
        writeNull();
      }
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
      writeStartArray(array, length);
      for (int i = offset; i < offset + length; i++) {
        writeNumber(array[i]);
      }
      writeEndArray();
    }
  }

  /** Reads null as no number, and so what was written of a standard error of one row before. */
  static final class Reader extends StdDeserializer<OptionalDouble> {

    private static final long serialVersionUID = 1;
    private static final String NONE = "NaN";
    private static final String ERROR = "tandardError";

    Reader() {
      super(OptionalDouble.class);
    }

    @Override
    public OptionalDouble getNullValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }

    @Override
    public OptionalDouble deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.currentToken().isNumeric()) {
        return OptionalDouble.of(parser.getDoubleValue());
      }
      String name = parser.currentName();
      if (parser.hasToken(JsonToken.VALUE_STRING)
          && parser.getText().equals(NONE)
          && name != null
          && name.endsWith(ERROR)) {
        return OptionalDouble.empty();
      }
      return (OptionalDouble) context.handleUnexpectedToken(OptionalDouble.class, parser);
    }
  }
}
