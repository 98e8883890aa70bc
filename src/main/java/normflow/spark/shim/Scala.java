package normflow.spark.shim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/**
 * Scala's collections as Java's, and back, by what Scala 2.12 and 2.13 both have: 2.13 calls it
 * deprecated, 2.12 has nothing else.
 */
@SuppressWarnings("deprecation")
public final class Scala {

  private Scala() {}

  /** A sequence of the same elements. */
  public static <T> Seq<T> sequence(List<T> list) {
    return JavaConverters.asScalaBufferConverter(list).asScala().toList();
  }

  /** A new list of the same elements. */
  public static <T> List<T> list(scala.collection.Seq<? extends T> sequence) {
    return new ArrayList<>(JavaConverters.seqAsJavaListConverter(sequence).asJava());
  }

  /** An iterator over the elements of another. */
  public static <T> Iterator<T> iterator(scala.collection.Iterator<T> iterator) {
    return JavaConverters.asJavaIteratorConverter(iterator).asJava();
  }

  /** An iterator over the elements of another. */
  public static <T> scala.collection.Iterator<T> iterator(Iterator<T> iterator) {
    return JavaConverters.asScalaIteratorConverter(iterator).asScala();
  }
}
