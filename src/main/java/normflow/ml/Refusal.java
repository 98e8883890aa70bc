package normflow.ml;

import java.io.Serializable;
import java.util.function.Consumer;
import scala.runtime.AbstractFunction1;

/**
 * A validator of a parameter that says itself what is wrong and what to do.
 *
 * @param <T> type of the parameter's values
 */
final class Refusal<T> extends AbstractFunction1<T, Object> implements Serializable {

  private static final long serialVersionUID = 1;

  /** Throws an {@link IllegalArgumentException} at a value that is none. */
  interface Check<T> extends Consumer<T>, Serializable {}

  private final Check<T> check;

  Refusal(Check<T> check) {
    this.check = check;
  }

  @Override
  public Object apply(T value) {
    check.accept(value);
    return true;
  }
}
