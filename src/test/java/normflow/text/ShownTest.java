package normflow.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Of every range that is escaped the ends are, and what lies beside them is not. */
  @ParameterizedTest
  @CsvSource({
    "0x0, 0x1f",
    "0x7f, 0x9f",
    "0x61c, 0x61c",
    "0x200b, 0x200b",
    "0x200e, 0x200f",
    "0x2028, 0x202e",
    "0x2060, 0x206f",
    "0xfeff, 0xfeff",
    "0xe0000, 0xe007f",
  })
  void exactlyWhatIsObeyedIsEscaped(int first, int last) {
    for (int point : new int[] {first, last}) {
      assertTrue(Shown.value(Character.toString(point)).startsWith("\\"), point + " as it is");
    }
    for (int point : new int[] {Math.max(first - 1, ' '), last + 1}) {
      assertEquals(Character.toString(point), Shown.value(Character.toString(point)));
    }
  }

  @Test
  void aLineHasNoBreakAndNoPassword() {
    assertEquals("a\\nhttps://b:***@c", Shown.line("a\nhttps://b:hunter2@c"));
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
    for (String unit : new String[] {"x", "\u001b", "\u0800", "\ud800\udc00", "表"}) {
      String message = "start: " + unit.repeat(length / unit.length()) + ": the cure";
      String shown = Shown.paragraph(message);
      assertTrue(shown.getBytes(UTF_8).length <= 2000, unit + shown.length());
      assertTrue(shown.startsWith("start: ") && shown.endsWith(": the cure"), shown);
      assertEquals(shown, Shown.paragraph(shown));
      assertTrue(shown.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff), "a half character");
    }
  }

  @Test
  void allThatFitsOfALongMessageStays() {
    assertEquals(2000, Shown.paragraph("x".repeat(5000)).length());
    assertEquals(
        "start... (3008 characters) ...end", Shown.paragraph("start" + "\n".repeat(3000) + "end"));
  }

  @Property(tries = 500, seed = "1")
  void anyTextIsShown(@ForAll @CharRange(to = '\uffff') @StringLength(max = 4000) String text) {
    String shown = Shown.paragraph(text);
    assertTrue(shown.getBytes(UTF_8).length <= 2000);
    assertTrue(shown.chars().noneMatch(Character::isISOControl));
    assertTrue(shown.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }
}
