package normflow.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {

  @Test
  void valuesAreCutAtAHundredCharacters() {
    assertEquals("A".repeat(100), Shown.value("A".repeat(100)));
    assertEquals("A".repeat(100) + "... (101 characters)", Shown.value("A".repeat(101)));
    String emoji = "\ud83d\ude00".repeat(101);
    assertEquals(emoji.substring(2) + "... (101 characters)", Shown.value(emoji));
  }

  @Test
  void whatATerminalObeysIsEscaped() {
    assertEquals(
        "a\\u001b[31mb\\r\\n\\u0000\\u202ec\\u009b",
        Shown.value("a\u001b[31mb\r\n\0\u202ec\u009b"));
    assertEquals("Ünïcödé ۱ 表 \ud83d\ude00", Shown.value("Ünïcödé ۱ 表 \ud83d\ude00"));
    assertEquals("half \\ud83d", Shown.value("half \ud83d"));
    assertEquals("one\n\ttwo\\u001b", Shown.lines("one\n\ttwo\u001b"));
  }

  @Test
  void aMessageIsOneParagraph() {
    assertEquals("one two three\\rfour", Shown.paragraph("one\n  two\r\n\nthree\rfour\n"));
    assertEquals("a = b", Shown.paragraph(Shown.paragraph("a = b")));
  }

  /** Of a long message its start and its end stay: what to do stands at the end. */
  @ParameterizedTest
  @ValueSource(ints = {1990, 2001, 3000, 44_000_000})
  void noMessageIsLongerThanTwoKilobytes(int length) {
    for (String unit : new String[] {"x", "\u001b", "\ud83d\ude00", "表"}) {
      String message = "start: " + unit.repeat(length / unit.length()) + ": the cure";
      String shown = Shown.paragraph(message);
      assertTrue(shown.getBytes(UTF_8).length <= 2000, unit + shown.length());
      assertTrue(shown.startsWith("start: ") && shown.endsWith(": the cure"), shown);
      assertEquals(shown, Shown.paragraph(shown));
      assertTrue(shown.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff), "a half character");
    }
  }

  @Test
  void anyTextIsShown() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(3000); k > 0; k--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 256 : 65536));
      }
      String shown = Shown.paragraph(text.toString());
      assertTrue(shown.getBytes(UTF_8).length <= 2000);
      assertTrue(shown.chars().noneMatch(Character::isISOControl));
      assertTrue(shown.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    }
  }
}
