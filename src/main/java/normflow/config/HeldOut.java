package normflow.config;

import java.util.LinkedHashMap;
import java.util.Map;
import normflow.provider.LaterKey;
import normflow.text.Shown;

/**
 * Rows that are kept from training: a share of the rows of the data, or a table of the same columns
 * by its path, its name or a query.
 *
 * @param share of the rows of the data, from 0 (none) to below 1; 0 where there is a table
 * @param path of a table of the same format, or empty
 * @param table a name that the session's catalogs know, or empty
 * @param query a SELECT in Spark's SQL, or empty
 */
public record HeldOut(double share, String path, @LaterKey String table, @LaterKey String query) {

  /** What a job that does not say takes for validation. */
  static final double TENTH = 0.1;

  public HeldOut {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share = " + share + ": must be from 0 to below 1");
    }
    Map<String, String> places = new LinkedHashMap<>();
    places.put("path", path);
    places.put("table", table);
    places.put("query", query);
    places.values().removeIf(String::isEmpty);
    TableKeys.requireOne(places);
    places.forEach(
        (key, place) -> {
          if (share > 0) {
            throw new IllegalArgumentException(
                "share = "
                    + share
                    + " and "
                    + key
                    + " = "
                    + Shown.value(place)
                    + ": give one of them");
          }
        });
  }

  /** A share, or a table by its path. */
  public HeldOut(double share, String path) {
    this(share, path, "", "");
  }

  /** No rows. */
  public static HeldOut defaults() {
    return new HeldOut(0, "");
  }

  /** Whether the rows are a table of their own. */
  public boolean hasTable() {
    return !(path.isEmpty() && table.isEmpty() && query.isEmpty());
  }
}
