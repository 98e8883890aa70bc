package normflow.provider;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a record that is a text or an optional number: a key that came after texts of
 * the record were written. It is left out where it is empty, and empty where it is left out, so
 * that these texts, and their digests, are the same.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface LaterKey {}
