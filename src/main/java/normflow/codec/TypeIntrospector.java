package normflow.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.ArrayList;
import java.util.List;
import normflow.provider.LaterKey;

/** Tells Jackson which values carry a {@code type}, and what it may be. */
final class TypeIntrospector extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass && isTyped(annotated)
        ? JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, null)
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public List<NamedType> findSubtypes(Annotated annotated) {
    if (!(annotated instanceof AnnotatedClass) || !isTyped(annotated)) {
      return super.findSubtypes(annotated);
    }
    List<NamedType> types = new ArrayList<>();
    RecordTypes.typed(annotated.getRawType())
        .ifPresent(
            named ->
                RecordTypes.of(named)
                    .forEach((name, type) -> types.add(new NamedType(type, name))));
    return types;
  }

  @Override
  public String findTypeName(AnnotatedClass annotated) {
    return annotated.getRawType().isRecord() && isTyped(annotated)
        ? Codec.typeName(annotated.getRawType())
        : super.findTypeName(annotated);
  }

  @Override
  public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
    return annotated.hasAnnotation(LaterKey.class)
        ? JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)
        : super.findPropertyInclusion(annotated);
  }

  private static boolean isTyped(Annotated annotated) {
    return RecordTypes.typed(annotated.getRawType()).isPresent();
  }
}
