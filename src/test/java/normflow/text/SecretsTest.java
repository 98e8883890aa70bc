package normflow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://anna:hunter2@db:5432/rows|jdbc:postgresql://anna:***@db:5432/rows",
        "https://anna:p@ss:w@db/x@y|https://anna:***@db/x@y",
        "mongodb+srv://:hunter2@db|mongodb+srv://:***@db",
        "jdbc:sqlserver://db;user=anna;password={hun;ter}; encrypt=true|jdbc:sqlserver://db;user=anna;password=***; encrypt=true",
        "jdbc:mysql://db/x?user=anna&password=hunter2&ssl=true|jdbc:mysql://db/x?user=anna&password=***&ssl=true",
        "jdbc:oracle:thin:anna/hunter2@//db:1521/x|jdbc:oracle:thin:anna/***@//db:1521/x",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=ab12&x=1|https://b.s3.amazonaws.com/k?X-Amz-Signature=***&x=1",
        "https://a.blob.core.windows.net/c?sv=1&sig=ab%2F|https://a.blob.core.windows.net/c?sv=1&sig=***",
        "jdbc:postgresql://anna:${env:PW}@db/x|jdbc:postgresql://anna:${env:PW}@db/x",
        "jdbc:mysql://db/x?password=${env:PW}&a=b|jdbc:mysql://db/x?password=${env:PW}&a=b",
        "s3a://bucket/a=1/part-*.parquet|s3a://bucket/a=1/part-*.parquet",
        "hdfs://namenode:8020/tokens/a@b|hdfs://namenode:8020/tokens/a@b",
        "models/two-moons|models/two-moons",
      })
  void urlsLoseTheirPasswords(String url, String shown) {
    assertEquals(shown, Secrets.shown(url));
    assertEquals(shown, Secrets.shown(shown));
    assertEquals(shown.contains("***"), Secrets.isHidden("url", shown));
    assertTrue(Shown.paragraph("cannot read " + url + ": gone").contains(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "password, hunter2, ***",
    "Fs.S3a.Secret.Key, hunter2, ***",
    "fs.s3a.access.key, AKIA, ***",
    "sfToken, hunter2, ***",
    "password, ${env:PW}, ${env:PW}",
    "user, anna, anna",
    "sep, ;, ;",
  })
  void valuesOfSecretKeysAreHidden(String key, String value, String shown) {
    assertEquals(shown, Secrets.shown(key, value));
    assertEquals(shown.equals("***"), Secrets.isHidden(key, shown));
  }

  @Test
  void starsThatHideNothingAreNoHiddenPassword() {
    assertFalse(Secrets.isHidden("title", "*** new ***"));
    assertFalse(Secrets.isHidden("url", "https://anna:hunter2@db/***"));
    assertFalse(Secrets.isHidden("password", "hunter***"));
  }

  @Test
  void sparksOwnPatternCounts() {
    assertFalse(Secrets.isSecret("pin"));
    System.setProperty("spark.redaction.regex", "(?i)pin");
    try {
      assertEquals("***", Secrets.shown("PIN", "1234"));
      assertEquals("***", Secrets.shown("password", "hunter2"));
    } finally {
      System.clearProperty("spark.redaction.regex");
    }
  }
}
