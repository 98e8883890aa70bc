package normflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Blocks of code on pages of the documentation, for tests that run what is shown there. */
public final class DocumentedCode {

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private DocumentedCode() {}

  /** The only block of a language on a page that has this text in it. */
  public static String block(String page, String language, String part) throws IOException {
    List<String> found =
        Pattern.compile("(?s)```" + language + "\\n(.*?)\\n```")
            .matcher(Files.readString(Path.of(page), UTF_8))
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains(part))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(page + " has " + found.size() + " blocks with " + part);
    }
    return found.get(0);
  }

  /** The words of a command of a shell: parts between double quotes are one, lines may go on. */
  public static List<String> words(String command) {
    return WORD.matcher(command.replace("\\\n", " "))
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }
}
