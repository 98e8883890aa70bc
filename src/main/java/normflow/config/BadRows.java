package normflow.config;

/** What happens to rows with a null, a NaN or an infinity in a used column. */
public enum BadRows {
  /** The job ends with an error that names the first one. */
  FAIL,
  /** They are left out and counted. */
  SKIP
}
