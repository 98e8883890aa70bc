package normflow.engine.tile.plan;

/** Uniform numbers in the order in which a kernel reads them, arranged once a call. */
interface LookupTable {

  /** Takes the numbers of the current call. */
  void fill();
}
