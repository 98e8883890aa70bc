package normflow.spark.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JavaVersionTest {

  @Test
  void hadoopBeforeThreeFiveEndsAtJava23() {
    for (String hadoop : new String[] {"3.3.4", "3.4.2", "2.10.1"}) {
      assertEquals(Optional.empty(), JavaVersion.refusal(17, hadoop));
      assertEquals(Optional.empty(), JavaVersion.refusal(23, hadoop));
      String why = JavaVersion.refusal(25, hadoop).orElseThrow();
      assertTrue(why.contains("Java 25") && why.contains(hadoop), why);
      assertTrue(why.contains("JAVA_HOME"), why);
    }
    assertEquals(Optional.empty(), JavaVersion.refusal(25, "3.5.0"));
    assertEquals(Optional.empty(), JavaVersion.refusal(25, "3.10.0"));
    assertEquals(Optional.empty(), JavaVersion.refusal(25, "4.0.0"));
  }

  @Test
  void thisOneRuns() {
    JavaVersion.require();
  }
}
