package normflow;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A room is one that a newcomer can take in: few files, short ones, few floors. */
@AnalyzeClasses(packages = "normflow", importOptions = ArchitectureRulesTest.WithoutTests.class)
class HouseSizesTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final int MOST_FILES = 25;
  private static final int MOST_LINES = 2_500;
  private static final int MOST_LINES_OF_A_FILE = 300;
  private static final int MOST_LINES_OF_THE_MEDIAN = 90;
  private static final int MOST_FLOORS = 6;

  @ArchTest
  static void filesAreShort(JavaClasses classes) throws IOException {
    Map<Path, Integer> lines = lines();
    lines.values().removeIf(count -> count <= MOST_LINES_OF_A_FILE);
    assertEquals(Map.of(), lines);
    List<Integer> sorted = lines().values().stream().sorted().toList();
    assertTrue(sorted.get(sorted.size() / 2) <= MOST_LINES_OF_THE_MEDIAN);
  }

  @ArchTest
  static void packagesAreSmall(JavaClasses classes) throws IOException {
    Map<Path, List<Integer>> packages = new TreeMap<>();
    lines()
        .forEach(
            (file, count) ->
                packages.merge(
                    file.getParent(),
                    List.of(count),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList()));
    packages
        .values()
        .removeIf(
            files ->
                files.size() <= MOST_FILES
                    && files.stream().mapToInt(Integer::intValue).sum() <= MOST_LINES);
    assertEquals(Map.of(), packages);
  }

  /** Types of a package that need each other are one floor; those that need others stand above. */
  @ArchTest
  static void packagesHaveFewFloors(JavaClasses classes) {
    Map<String, Integer> high = new TreeMap<>();
    classes.stream()
        .collect(groupingBy(JavaClass::getPackageName))
        .forEach(
            (name, members) -> {
              int floors = floors(members);
              if (floors > MOST_FLOORS) {
                high.put(name, floors);
              }
            });
    assertEquals(Map.of(), high);
  }

  private static int floors(List<JavaClass> members) {
    Map<String, Set<String>> needed = new HashMap<>();
    for (JavaClass member : members) {
      needed
          .computeIfAbsent(topLevel(member), name -> new HashSet<>())
          .addAll(
              member.getDirectDependenciesFromSelf().stream()
                  .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                  .filter(target -> target.getPackageName().equals(member.getPackageName()))
                  .map(HouseSizesTest::topLevel)
                  .collect(toSet()));
    }
    Map<String, Set<String>> reached = new HashMap<>();
    needed.keySet().forEach(name -> reached.put(name, reach(name, needed)));
    Map<String, Integer> heights = new HashMap<>();
    return needed.keySet().stream()
        .mapToInt(name -> height(name, reached, heights))
        .max()
        .orElse(0);
  }

  private static Set<String> reach(String start, Map<String, Set<String>> needed) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(needed.get(start));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (reached.add(name)) {
        open.addAll(needed.getOrDefault(name, Set.of()));
      }
    }
    return reached;
  }

  private static int height(
      String name, Map<String, Set<String>> reached, Map<String, Integer> heights) {
    Integer known = heights.get(name);
    if (known != null) {
      return known;
    }
    int height =
        1
            + reached.get(name).stream()
                .filter(below -> !reached.getOrDefault(below, Set.of()).contains(name))
                .mapToInt(below -> height(below, reached, heights))
                .max()
                .orElse(0);
    heights.put(name, height);
    return height;
  }

  private static String topLevel(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static Map<Path, Integer> lines() throws IOException {
    Map<Path, Integer> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("package-info.java")) {
          lines.put(SOURCES.relativize(file), Files.readAllLines(file).size());
        }
      }
    }
    return lines;
  }
}
