package normflow.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** Writes enum constants in lower case with hyphens. */
final class LowerCaseEnums extends StdSerializer<Enum<?>> {

  private static final long serialVersionUID = 1;

  LowerCaseEnums() {
    super(Enum.class, false);
  }

  @Override
  public void serialize(Enum<?> value, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    generator.writeString(Codec.hyphens(value.name()));
  }
}
