package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Every kind of page in a real browser, on a desk and on a phone. */
class BrowserIT extends LocalSession {

  private static final int PHONE = 390;

  /** Bytes of a page of 200 trials. */
  private static final long MOST_BYTES = 3_000_000;

  @TempDir static Path work;

  private static final Map<String, Path> PAGES = new LinkedHashMap<>();
  private static Browser desk;

  @BeforeAll
  static void pages() throws IOException {
    desk = Browser.open(1280, 900, work);
    String training = "{batchSize: 128, steps: 30, validationInterval: 5, seed: 1}";
    String table = "data: {type: generated, density: two-moons, noise: 0.1, rows: 1500, seed: 1}\n";
    String shares = "validation: {share: 0.3}\ntest: {share: 0.3}\n";
    String tail = shares + "training: " + training + "\n";
    String moons = "flow: {type: nsf, transforms: 2, hidden: [16]}\n";
    PAGES.put("model", page(train("moons", table + moons + tail)));
    Path csv = work.resolve("wide.csv");
    Files.writeString(csv, table());
    String wide =
        "data: {type: table, format: csv, path: " + csv + ", columns: [a, b, c, d, e, f]}\n";
    PAGES.put("table", page(train("wide", wide + moons + tail)));
    String given =
        "data: {type: table, format: csv, path: " + csv + ", columns: [y], context: [a, b]}\n";
    PAGES.put(
        "conditional",
        page(train("given", given + "flow: {type: regression, hidden: [16]}\n" + tail)));
    train("planar", table + "flow: {type: planar, layers: 4}\n" + tail);
    Commands.ok(
        "compare",
        work.resolve("moons").toString(),
        work.resolve("planar").toString(),
        "--output",
        work.resolve("compared").toString());
    PAGES.put("comparison", work.resolve("compared/index.html"));
    Path benchmark = work.resolve("benchmark.yaml");
    Files.writeString(
        benchmark,
        "flows:\n  planar: {flow: {type: planar, layers: 2}}\n  nsf: {"
            + moons.strip()
            + "}\n"
            + "data:\n  moons: {source: {type: generated, density: two-moons, rows: 1500}}\n"
            + "  circles: {source: {type: generated, density: two-circles, rows: 1500}}\n"
            + tail
            + "output: "
            + work.resolve("benchmark")
            + "\n");
    Commands.ok("benchmark", benchmark.toString(), "--quiet");
    PAGES.put("benchmark", work.resolve("benchmark/index.html"));
    Path sweep = work.resolve("sweep.yaml");
    Files.writeString(
        sweep,
        "base:\n"
            + (table + moons + tail).indent(2)
            + "axes:\n  flow.hidden: [[8], [16]]\n  flow.transforms: {type: range, from: 1, to: 3}\n"
            + "  training.optimizer: [{type: sgd, learningRate: 0.01}, {type: adam, learningRate:"
            + " 0.003}]\n  training.seed: {type: range, from: 1, to: 40}\n"
            + "search: {type: random, trials: 16, seed: 1}\noutput: "
            + work.resolve("sweep")
            + "\n");
    Commands.ok("sweep", sweep.toString(), "--quiet");
    PAGES.put("sweep", work.resolve("sweep/index.html"));
  }

  /** Six columns of different units, and one that follows from two of them. */
  private static String table() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("a,b,c,d,e,f,y\n");
    for (int i = 0; i < 600; i++) {
      double a = random.nextGaussian();
      double b = 1000 + 200 * random.nextGaussian();
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.2f,%.4f,%.4f,%.5f,%.3f,%.4f%n",
              a,
              b,
              random.nextDouble(),
              a * a + 0.1 * random.nextGaussian(),
              0.001 * random.nextGaussian(),
              5 * random.nextGaussian(),
              a + 0.002 * b + 0.3 * random.nextGaussian()));
    }
    return text.toString();
  }

  @AfterAll
  static void close() {
    if (desk != null) {
      desk.close();
    }
  }

  private static String train(String name, String job) throws IOException {
    Path file = work.resolve(name + ".yaml");
    Files.writeString(file, job + "output: " + work.resolve(name) + "\n");
    Commands.ok("train", file.toString(), "--quiet");
    return name;
  }

  private static Path page(String folder) {
    return work.resolve(folder).resolve("report/index.html");
  }

  @Test
  void everyPageIsCleanOnADesk() throws IOException {
    look(desk, "desk");
  }

  @Test
  void everyPageIsCleanOnAPhone() throws IOException {
    try (Browser phone = Browser.open(PHONE, 844, work)) {
      look(phone, "phone");
    }
  }

  private static void look(Browser browser, String name) throws IOException {
    for (Map.Entry<String, Path> page : PAGES.entrySet()) {
      browser.show(page.getValue());
      browser.picture(page.getKey() + "-" + name);
      browser.scrollThrough();
      browser.assertClean(page.getKey() + " on a " + name);
      browser.assertNoWiderThanTheWindow(page.getKey() + " on a " + name);
    }
  }

  @Test
  void valuesAreReadByPointerAndKeys() {
    desk.show(PAGES.get("model"));
    desk.scrollThrough();
    WebElement plot = desk.all(".plot").get(desk.all(".plot").size() - 1);
    desk.ask("arguments[0].scrollIntoView({block: 'center'})", plot);
    plot.sendKeys(Keys.ARROW_RIGHT);
    String first = tip();
    assertTrue(first.contains("step: ") && first.contains("NLL"), first);
    plot.sendKeys(Keys.ARROW_RIGHT);
    assertTrue(!tip().equals(first), "the next point says something else than " + first);
    plot.sendKeys(Keys.ARROW_DOWN);
    assertTrue(tip().startsWith("validation"), tip());
    plot.sendKeys(Keys.ESCAPE);
    assertEquals("", tip());
    // The pointer finds the point that the keys have found.
    plot.sendKeys(Keys.ARROW_RIGHT);
    String keyed = tip();
    List<?> place =
        (List<?>)
            desk.ask(
                "const r = arguments[0].querySelector('.ring'); const b ="
                    + " arguments[0].getBoundingClientRect();"
                    + "return [Math.round(parseFloat(r.style.left) - b.width / 2),"
                    + " Math.round(parseFloat(r.style.top) - b.height / 2)]",
                plot);
    plot.sendKeys(Keys.ESCAPE);
    desk.pointer()
        .moveToElement(plot, ((Number) place.get(0)).intValue(), ((Number) place.get(1)).intValue())
        .perform();
    assertEquals(keyed, tip());
  }

  private static String tip() {
    return (String)
        desk.ask(
            "return [...document.querySelectorAll('.tip')].map((t) => t.textContent).join('')");
  }

  @Test
  void curvesGoAndAxesChange() {
    desk.show(PAGES.get("model"));
    desk.scrollThrough();
    String figure = "figure:has(.key) ";
    long lines = lines(figure);
    desk.button(figure + ".key", "training").click();
    assertEquals(lines - 1, lines(figure));
    desk.button(figure + ".key", "training").click();
    assertEquals(lines, lines(figure));
    desk.button(figure + "button", "log x").click();
    assertEquals(
        "log",
        desk.ask(
            "return echarts.getInstanceByDom(document.querySelector('"
                + figure
                + ".canvas')).getOption().xAxis[0].type"));
    assertEquals("true", desk.button(figure + "button", "log x").getDomAttribute("aria-pressed"));
  }

  /** Curves in sight: the library leaves out those that are switched off. */
  private static long lines(String figure) {
    return (long)
        desk.ask(
            "const m = echarts.getInstanceByDom(document.querySelector('"
                + figure
                + ".canvas')).getModel(); return m.getSeries().filter((s) => s.getData().count() > 0"
                + " && !m.isSeriesFiltered(s)).length");
  }

  @Test
  void aRectangleIsTheNewView() {
    desk.show(PAGES.get("sweep"));
    desk.scrollThrough();
    WebElement canvas = desk.one("figure .canvas");
    desk.ask("arguments[0].scrollIntoView({block: 'center'})", canvas);
    String range =
        "return echarts.getInstanceByDom(document.querySelector('figure .canvas')).getOption()"
            + ".dataZoom.map((z) => Math.round(z.end - z.start)).join()";
    String whole = (String) desk.ask(range);
    desk.pointer()
        .moveToElement(canvas, -100, -60)
        .clickAndHold()
        .moveByOffset(100, 40)
        .moveByOffset(60, 40)
        .release()
        .perform();
    assertTrue(!whole.equals(desk.ask(range)), "zoomed from " + whole);
    desk.button("figure button", "reset zoom").click();
    assertEquals(whole, desk.ask(range));
  }

  @Test
  void anAxisKeepsTheTrialsOfARange() {
    desk.show(PAGES.get("sweep"));
    desk.scrollThrough();
    String canvas = "figure:has(script[data-plot=parallel]) .canvas";
    WebElement place = desk.one(canvas);
    desk.ask("arguments[0].scrollIntoView({block: 'center'})", place);
    String active =
        "return echarts.getInstanceByDom(document.querySelector('"
            + canvas
            + "')).getModel()"
            + ".getSeriesByIndex(0).getRawIndicesByActiveState('active').length";
    int left = 44 - place.getSize().getWidth() / 2;
    int middle = 0;
    desk.pointer()
        .moveToElement(place, left, middle - 100)
        .clickAndHold()
        .moveByOffset(0, 40)
        .moveByOffset(0, 40)
        .release()
        .perform();
    desk.until(active.replace("return ", "const n = ") + "; return n > 0 && n < 16");
    desk.button("figure:has(script[data-plot=parallel]) button", "reset").click();
  }

  @Test
  void plotsAreFilesToTakeAlong() throws IOException {
    desk.show(PAGES.get("sweep"));
    desk.scrollThrough();
    desk.button("figure button", "SVG").click();
    desk.button("figure button", "PNG").click();
    Path svg = arrived(".svg");
    assertTrue(Files.readString(svg).contains("<svg"), svg.toString());
    byte[] png = Files.readAllBytes(arrived(".png"));
    assertEquals("PNG", new String(png, 1, 3, StandardCharsets.US_ASCII));
  }

  private static Path arrived(String ending) throws IOException {
    for (int i = 0; i < 200; i++) {
      try (Stream<Path> files = Files.list(work)) {
        List<Path> found =
            files.filter(file -> file.toString().endsWith(ending)).filter(BrowserIT::full).toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
      desk.until("return true");
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("no file *" + ending + " in " + work);
  }

  private static boolean full(Path file) {
    return file.toFile().length() > 0;
  }

  @Test
  void aTableIsSortedFilteredAndNarrowed() {
    desk.show(PAGES.get("sweep"));
    String table = "section:has(h2) .scroll:has(td a) ";
    List<String> trials = column(table, 1);
    assertEquals(16, trials.size());
    desk.button(table + ".sort", "trial").click();
    List<String> sorted = column(table, 1);
    assertEquals(trials.stream().sorted().toList(), sorted);
    assertEquals("ascending", desk.one(table + "th:nth-child(2)").getDomAttribute("aria-sort"));
    desk.button(table + ".sort", "trial").click();
    assertEquals(sorted.get(15), column(table, 1).get(0));
    desk.button(table + ".sort", "validation NLL").click();
    List<Double> values =
        column(table, column("validation NLL")).stream()
            .map(text -> Double.parseDouble(text.split(" ")[0].replace('−', '-')))
            .toList();
    assertEquals(values.stream().sorted().toList(), values);

    WebElement filter = desk.one("input[type=search]");
    filter.sendKeys("sgd [16]");
    List<String> rows =
        desk.all(table + "tbody tr").stream()
            .filter(WebElement::isDisplayed)
            .map(WebElement::getText)
            .toList();
    assertTrue(!rows.isEmpty() && rows.size() < 16, rows.toString());
    assertTrue(rows.stream().allMatch(row -> row.contains("sgd") && row.contains("[16]")));
    assertEquals(rows.size() + " of 16 rows", desk.one(".tools output").getText());

    desk.one("summary").click();
    desk.all(".tools details label").get(0).click();
    assertTrue(!desk.one(table + "th").isDisplayed());
    desk.one("summary").click();
    // What is in sight is what is copied.
    desk.ask(
        "window.copied = ''; navigator.clipboard.writeText = async (text) => { window.copied ="
            + " text; }");
    desk.button(".tools button", "copy as CSV").click();
    desk.until("return window.copied !== ''");
    List<String> lines = List.of(((String) desk.ask("return window.copied")).split("\n"));
    assertEquals(rows.size() + 1, lines.size());
    assertTrue(lines.get(0).startsWith("trial,"), lines.get(0));
  }

  private static List<String> column(String table, int column) {
    return desk.all(table + "tbody tr > :nth-child(" + (column + 1) + ")").stream()
        .map(WebElement::getText)
        .toList();
  }

  private static int column(String name) {
    List<String> heads =
        desk.all(".scroll:has(td a) th").stream().map(WebElement::getText).toList();
    return heads.indexOf(name);
  }

  @Test
  void everyLinkLeadsToWhatIsThere() throws IOException {
    Pattern link = Pattern.compile("href=\"([^\"]+)\"");
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : PAGES.values()) {
      for (Matcher found = link.matcher(Files.readString(page)); found.find(); links++) {
        if (!Files.exists(page.resolveSibling(found.group(1)))) {
          broken.add(page + ": " + found.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(links > 16, links + " links");
  }

  @Test
  void withoutScriptsThereArePicturesAndTables() {
    try (Browser plain = Browser.open(1280, 900, work)) {
      plain.showWithoutScripts(PAGES.get("sweep"));
      assertEquals(0, plain.all(".plot, .tools").size());
      List<WebElement> pictures = plain.all("figure > img");
      assertTrue(pictures.size() > 4, pictures.size() + " pictures");
      for (WebElement picture : pictures) {
        assertTrue(picture.getSize().getWidth() > 100, picture.getDomAttribute("alt"));
      }
      assertTrue(plain.all("tbody tr").size() >= 16);
    }
  }

  @Test
  void aPageOfTwoHundredTrialsIsSmallAndQuick() throws IOException {
    Path page = work.resolve("many.html");
    Files.writeString(page, ManyTrials.page(200, work));
    long bytes = Files.size(page);
    assertTrue(bytes < MOST_BYTES, bytes + " bytes");
    Duration opened = desk.show(page);
    desk.scrollThrough();
    desk.picture("many-trials");
    desk.assertClean("200 trials");
    System.out.printf("200 trials: %,d bytes, open after %d ms%n", bytes, opened.toMillis());
  }

  @Test
  void aPageOfWhatGoesOnCanBePaused() throws IOException {
    Path page = work.resolve("open.html");
    Files.writeString(page, ManyTrials.page(12, work));
    desk.show(page);
    assertTrue(desk.one(".live span").getText().contains("read anew in"));
    desk.button(".live button", "Pause").click();
    assertTrue(desk.one(".live span").getText().contains("stays as it is"));
    desk.show(page);
    assertTrue(desk.one(".live span").getText().contains("stays as it is"));
  }
}
