package normflow.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;

/** A parameter that is a text, which Spark Connect wants to be told. */
final class TextParam extends Param<String> {

  private static final long serialVersionUID = 1;

  TextParam(Identifiable parent, String name, String doc) {
    super(parent, name, doc);
  }

  TextParam(Identifiable parent, String name, String doc, Function1<String, Object> isValid) {
    super(parent, name, doc, isValid);
  }

  /** The class of its values. */
  // Spark 3.5 does not ask.
  @SuppressWarnings("MissingOverride")
  public Class<String> dataClass() {
    return String.class;
  }
}
