package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, of one size. */
final class Browser implements AutoCloseable {

  private static final String AXE = axe();
  private static final Duration MOST = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Opens one. Without a browser the test is left out with a message, or fails where {@code
   * test.browser=required}.
   *
   * @param downloads where files go that a page gives
   */
  static Browser open(int width, int height, Path downloads) {
    Optional<File> program = program("chromedriver");
    if (program.isEmpty()) {
      String message = "no chromedriver in PATH: install chromium-driver to look at the pages";
      return "required".equals(System.getProperty("test.browser")) ? fail(message) : abort(message);
    }
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=" + Math.max(500, width) + "," + height);
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", downloads.toAbsolutePath().toString()));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(program.get()).build();
    ChromeDriver driver = new ChromeDriver(service, options);
    // A window is never as narrow as a phone.
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    return new Browser(driver);
  }

  private static Optional<File> program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst();
  }

  /** Opens a file, and waits until its plots in sight are drawn; how long that took. */
  Duration show(Path page) {
    long start = System.nanoTime();
    driver.get(page.toUri().toString());
    until(
        "const f = document.querySelector('script[data-plot]');"
            + "return !f || document.querySelector('.drawn') !== null"
            + " || f.closest('figure').getBoundingClientRect().top > innerHeight + 300");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Goes down the whole page, so that everything on it is drawn. */
  void scrollThrough() {
    driver.executeScript(
        "document.querySelectorAll('figure').forEach((figure) => figure.scrollIntoView())");
    for (WebElement figure : all("figure")) {
      driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", figure);
      until("return document.readyState === 'complete'");
    }
    until(
        "return [...document.querySelectorAll('script[data-plot]')]"
            + ".every((s) => s.closest('figure').classList.contains('drawn'))");
  }

  /** Opens a file as where pages run no scripts. */
  void showWithoutScripts(Path page) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    driver.get(page.toUri().toString());
  }

  /** What a script of the page's returns. */
  Object ask(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits until a script returns true. */
  void until(String script) {
    long end = System.nanoTime() + MOST.toNanos();
    while (!Boolean.TRUE.equals(driver.executeScript(script))) {
      if (System.nanoTime() > end) {
        fail("not within " + MOST.toSeconds() + " s: " + script);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The button with this text, of those that a selector finds. */
  WebElement button(String selector, String text) {
    return all(selector).stream()
        .filter(button -> button.getText().equals(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no button " + text + " in " + selector));
  }

  /** The pointer at a place of an element, from its middle; pressed and moved on where asked. */
  org.openqa.selenium.interactions.Actions pointer() {
    return new org.openqa.selenium.interactions.Actions(driver);
  }

  /** Nothing that axe finds, no word in the console, nothing asked of the network. */
  void assertClean(String what) {
    driver.executeScript(AXE);
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) =>"
                + " `${v.id} (${v.impact}): ${v.nodes.map((n) => n.html).join(' ')}`)))");
    assertEquals(List.of(), found, what + ": axe");
    assertEquals(
        List.of(),
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(entry -> entry.getMessage())
            .toList(),
        what + ": console");
    assertEquals(
        List.of(),
        driver.executeScript(
            "return performance.getEntriesByType('resource').map((e) => e.name)"
                + ".filter((name) => !name.startsWith('data:') && !name.startsWith('blob:'))"),
        what + ": requests");
  }

  private static String axe() {
    try (InputStream stream = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page is no wider than the window: what is wider scrolls in its own place. */
  void assertNoWiderThanTheWindow(String what) {
    assertEquals(
        true,
        driver.executeScript(
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        what + " is wider than the window");
  }

  /** What is in the window now, to be looked at. */
  void picture(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/screenshots"));
    Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
