package normflow.benchmark;

import java.util.Map;

/** What people look at of a benchmark; it is drawn elsewhere. */
public interface BenchmarkPages {

  /** Pictures and page of the results by now: the bytes of files by their names. */
  Map<String, byte[]> files(Results results);
}
