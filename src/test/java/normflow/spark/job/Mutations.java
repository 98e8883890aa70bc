package normflow.spark.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ways to spoil a file, drawn at random from a seed. */
final class Mutations {

  private static final Pattern VALUE =
      Pattern.compile("(?<=[:,\\[{] ?)[^\\s:,{}\\[\\]]+(?=\\s*[,}\\]\\n])");
  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "2147483647",
          "-9223372036854775808",
          "99999999999999999999",
          "1e999",
          "1e-999999999",
          "0.5",
          "NaN",
          "null",
          "true",
          "\"x\"",
          "\"\"",
          "[]",
          "{}",
          "[null]",
          "!!java.net.URL [x]",
          "\u0000",
          "&a [*a, *a]");

  private Mutations() {}

  /** The content, spoilt once or, every fifth time, twice. */
  static byte[] of(byte[] content, SplittableRandom random) {
    byte[] spoilt = once(content, random);
    return random.nextInt(5) == 0 ? once(spoilt, random) : spoilt;
  }

  private static byte[] once(byte[] content, SplittableRandom random) {
    int length = content.length;
    int from = random.nextInt(length + 1);
    int to = from + random.nextInt(length - from + 1);
    return switch (random.nextInt(10)) {
      case 0, 1 -> flipped(content, random);
      case 2 -> joined(part(content, 0, from));
      case 3 -> joined(content, random(random, 1 + random.nextInt(64)));
      case 4 ->
          joined(part(content, 0, from), random(random, to - from), part(content, to, length));
      case 5 -> joined(part(content, 0, from), part(content, to, length));
      case 6 -> joined(part(content, 0, to), part(content, from, length));
      case 7 -> joined(part(content, 0, from), nested(random), part(content, from, length));
      default -> revalued(content, random);
    };
  }

  private static byte[] flipped(byte[] content, SplittableRandom random) {
    byte[] flipped = content.clone();
    for (int i = random.nextInt(2); i >= 0 && flipped.length > 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** A field that nobody knows, or brackets that never end. */
  private static byte[] nested(SplittableRandom random) {
    String text =
        switch (random.nextInt(4)) {
          case 0 -> "\"extra\": 1, ";
          case 1 -> "\n\"extra\": {\"deeper\": [1, 2]},\n";
          case 2 -> "[".repeat(5000);
          default -> "{\"a\":".repeat(2000);
        };
    return text.getBytes(ISO_8859_1);
  }

  /** Another value, or another key, in the place of one of a JSON or YAML text. */
  private static byte[] revalued(byte[] content, SplittableRandom random) {
    String text = new String(content, ISO_8859_1);
    List<MatchResult> found = VALUE.matcher(text).results().toList();
    if (found.isEmpty()) {
      return flipped(content, random);
    }
    MatchResult chosen = found.get(random.nextInt(found.size()));
    String value = VALUES.get(random.nextInt(VALUES.size()));
    return (text.substring(0, chosen.start()) + value + text.substring(chosen.end()))
        .getBytes(ISO_8859_1);
  }

  private static byte[] random(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] part(byte[] content, int from, int to) {
    return java.util.Arrays.copyOfRange(content, from, to);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
