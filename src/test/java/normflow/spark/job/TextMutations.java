package normflow.spark.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ways to make a JSON or YAML text hostile that know what keys, values and lines are. */
public final class TextMutations {

  /** What stands behind a key or in a list. */
  private static final Pattern VALUE =
      Pattern.compile("(?<=[:,\\[-] )(?:\"[^\"\\n]*\"|[^\\s,\\[\\]{}\"]+)(?=\\s*[,}\\]\\n])");

  private static final Pattern KEY =
      Pattern.compile("(?m)(?<=^|[{,] ?)\\s*\"?[A-Za-z]\\w*\"?(?= ?:)");

  private static final List<String> OTHERS =
      List.of(
          "-1",
          "0",
          "1",
          "2147483647",
          "2147483648",
          "-9223372036854775808",
          "99999999",
          "1e308",
          "1e999",
          "-1e-400",
          "0x7fffffff",
          "1_0_0_0",
          "NaN",
          "-.inf",
          "null",
          "~",
          "true",
          "\"\"",
          "\" \"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"type\": \"x\"}",
          "{\"type\": [1]}",
          "\"../../../etc/passwd\"",
          "\"file:///dev/zero\"",
          "\"a: b\"",
          "\"${env:NO_SUCH_VARIABLE}\"",
          "*a",
          "&a 1",
          "!!java.net.URL [x]",
          "<<",
          "|",
          ">-");

  private static final List<String> CONTROLS =
      List.of(
          "\u001b[2J\u001b]0;owned\u0007",
          "\r",
          "\u0000",
          "\u202egnp.exe",
          "\u2066x\u2069",
          "\u0085\u2028\u2029",
          "\ufeff",
          "\ud83d\ude00",
          "\t\u000b\u000c",
          "\u009b31m");

  private TextMutations() {}

  /** The text, made hostile once or twice. */
  public static byte[] of(byte[] text, SplittableRandom random) {
    String once = once(new String(text, UTF_8), random);
    return (random.nextInt(3) == 0 ? once(once, random) : once).getBytes(UTF_8);
  }

  /** A safetensors file whose header is made hostile, and its length right again. */
  public static byte[] ofHeader(byte[] file, SplittableRandom random) {
    int length = Math.toIntExact(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
    byte[] header = of(Arrays.copyOfRange(file, 8, 8 + length), random);
    if (random.nextInt(8) == 0) {
      String arrays = "\"a%d\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [0, 0]}, ";
      StringBuilder many = new StringBuilder("{");
      for (int i = random.nextInt(5000); i > 0; i--) {
        many.append(arrays.formatted(i));
      }
      header = (many + new String(header, UTF_8).replaceFirst("^\\{", "")).getBytes(UTF_8);
    }
    return ByteBuffer.allocate(8 + header.length + file.length - 8 - length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(file, 8 + length, file.length - 8 - length)
        .array();
  }

  private static String once(String text, SplittableRandom random) {
    return switch (random.nextInt(11)) {
      case 0 -> replaced(text, VALUE, digits(random), random);
      case 1 -> replaced(text, VALUE, "\"" + "A".repeat(length(random, 6)) + "\"", random);
      case 2 -> replaced(text, VALUE, "\"" + raw(random) + "\"", random);
      case 3 -> replaced(text, VALUE, "\"" + escapes(random) + "\"", random);
      case 4 -> replaced(text, VALUE, nested(random), random);
      case 5 -> replaced(text, VALUE, "[" + "64, ".repeat(length(random, 5)) + "64]", random);
      case 6 -> replaced(text, KEY, "\"" + raw(random) + "\"", random);
      case 7 -> replaced(text, KEY, "\"" + "k".repeat(length(random, 6)) + "\"", random);
      case 8 -> repeated(text, 2, random);
      case 9 -> repeated(text, 2 + length(random, 3), random);
      default -> replaced(text, VALUE, OTHERS.get(random.nextInt(OTHERS.size())), random);
    };
  }

  private static String digits(SplittableRandom random) {
    String digits = "9".repeat(length(random, 6));
    return switch (random.nextInt(4)) {
      case 0 -> "-" + digits;
      case 1 -> "0." + digits;
      case 2 -> "1e" + digits;
      default -> digits;
    };
  }

  private static String nested(SplittableRandom random) {
    int depth = length(random, 4);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\": ".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static String raw(SplittableRandom random) {
    return "x" + CONTROLS.get(random.nextInt(CONTROLS.size())) + "y";
  }

  private static String escapes(SplittableRandom random) {
    StringBuilder escapes = new StringBuilder();
    for (char unit : raw(random).toCharArray()) {
      escapes.append("\\u%04x".formatted((int) unit));
    }
    return escapes.toString();
  }

  /** From 1 to ten to this power, short ones as often as long ones. */
  private static int length(SplittableRandom random, int power) {
    return (int) Math.pow(10, power * random.nextDouble());
  }

  private static String replaced(
      String text, Pattern place, String value, SplittableRandom random) {
    List<MatchResult> found = place.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text + value;
    }
    MatchResult chosen = found.get(random.nextInt(found.size()));
    return text.substring(0, chosen.start()) + value + text.substring(chosen.end());
  }

  private static String repeated(String text, int times, SplittableRandom random) {
    List<String> lines = new java.util.ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int line = random.nextInt(lines.size());
    lines.set(line, (lines.get(line) + "\n").repeat(times));
    return String.join("\n", lines) + "\n";
  }
}
