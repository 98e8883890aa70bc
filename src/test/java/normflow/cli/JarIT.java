package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * The jar of everything has what runs and the licences of it, and nothing that no command loads.
 */
class JarIT {

  private static final long MOST_BYTES = 115_000_000;

  private static final List<String> UNUSED =
      List.of(
          "com/sun/jna/",
          "oshi/",
          "org/apache/commons/net/",
          "org/threeten/",
          "onnx/",
          "tensorflow/",
          "org/tensorflow/distruntime/",
          "org/nd4j/evaluation/",
          "org/nd4j/shade/guava/cache/",
          "org/nd4j/shade/protobuf/common/",
          "org/nd4j/shade/yaml/",
          "org/yaml/",
          "com/fasterxml/jackson/dataformat/",
          "com/fasterxml/jackson/core/",
          "org/apache/spark/");

  @Test
  void theJarHasWhatIsNeededAndNoMore() throws IOException {
    Path path = Cluster.jar();
    assertTrue(Files.size(path) <= MOST_BYTES, "bytes: " + Files.size(path));
    try (JarFile jar = new JarFile(path.toFile())) {
      Set<String> names = jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
      assertEquals(
          1,
          names.stream().filter(name -> name.matches(".*libnd4jcpu\\.(so|dylib)")).count(),
          "native libraries of nd4j");
      for (String unused : UNUSED) {
        assertTrue(names.stream().noneMatch(name -> name.startsWith(unused)), unused);
      }
      assertHas(
          names,
          "normflow/shaded/snakeyaml/Yaml.class",
          "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend",
          // Where provenance finds the version, and JavaCPP those that belong together.
          "META-INF/maven/org.nd4j/nd4j-api/pom.properties",
          "META-INF/maven/org.bytedeco/openblas/pom.properties",
          "META-INF/NOTICE",
          "normflow/report/html/echarts.min.js",
          "META-INF/licenses/README.txt",
          "META-INF/licenses/ECharts.txt",
          "META-INF/licenses/OpenBLAS.txt");
      assertEquals(Files.readString(Path.of("LICENSE")), text(jar, "META-INF/LICENSE"));
      Manifest manifest = jar.getManifest();
      assertEquals("normflow.cli.Main", manifest.getMainAttributes().getValue("Main-Class"));
    }
  }

  @Test
  void theJarOfExecutorsIsSmallAndHasNoNativeCode() throws IOException {
    Path path = Cluster.jar("executor");
    assertTrue(Files.size(path) <= 10_000_000, "bytes: " + Files.size(path));
    try (JarFile jar = new JarFile(path.toFile())) {
      Set<String> names = jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
      assertTrue(names.stream().noneMatch(name -> name.matches(".*\\.(so|dylib|dll)")));
      assertTrue(names.stream().noneMatch(name -> name.startsWith("org/bytedeco/")));
      assertEquals(
          Set.of(
              "org/nd4j/autodiff/samediff/SDVariable.class",
              "org/nd4j/autodiff/samediff/SameDiff.class",
              "org/nd4j/autodiff/samediff/ops/SDBaseOps.class",
              "org/nd4j/linalg/api/buffer/DataType.class"),
          names.stream()
              .filter(name -> name.startsWith("org/nd4j/") && name.endsWith(".class"))
              .collect(Collectors.toSet()));
      assertHas(
          names,
          "normflow/cli/Main.class",
          "normflow/shaded/snakeyaml/Yaml.class",
          "META-INF/NOTICE",
          "META-INF/licenses/README.txt",
          "META-INF/licenses/jHDF.txt");
      assertEquals(Files.readString(Path.of("LICENSE")), text(jar, "META-INF/LICENSE"));
    }
  }

  private static void assertHas(Set<String> names, String... needed) {
    assertEquals(List.of(), Stream.of(needed).filter(name -> !names.contains(name)).toList());
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
