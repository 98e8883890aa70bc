package normflow.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process leaves on HDFS that is killed while it writes: a file that is there, that nobody
 * closed, and that HDFS keeps for its writer. Whoever comes next gets along with it at once.
 */
class UnclosedFilesIT {

  @TempDir private static java.nio.file.Path folder;
  private static MiniDFSCluster cluster;
  private static FileSystem killed;
  private static Storage storage;
  private static Path work;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitClusterUp();
    // A client of its own, as another process has one.
    killed = FileSystem.newInstance(cluster.getURI(), configuration);
    storage = new Storage(configuration);
    work = new Path(cluster.getURI() + "/work");
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  /** A file as far as its writer came: {@code flushed} can be read, the rest is lost with it. */
  private static Path left(String name, String flushed) throws IOException {
    Path path = new Path(work, name);
    FSDataOutputStream stream = killed.create(path, true);
    stream.write(flushed.getBytes(UTF_8));
    stream.hflush();
    stream.write("lost".getBytes(UTF_8));
    return path;
  }

  @Test
  void aClaimIsTakenOverOnceItsOwnerGaveNoSignOfLife() throws IOException {
    for (String flushed : new String[] {"", "{\"host\":"}) {
      Path output = new Path(work, "model");
      Path file = left(".model.claim", flushed);
      AtomicLong waited = new AtomicLong();
      ClaimWatch watch =
          new ClaimWatch(
              storage,
              ProcessIdentity.PROC,
              waited::get,
              millis -> waited.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis)));
      try (OutputClaim claim = OutputClaim.take(watch, output, "second attempt")) {
        claim.check();
        assertEquals(OutputClaim.VOID_AFTER.toNanos(), waited.get());
      }
      assertFalse(storage.exists(file));
    }
  }

  @Test
  void aFileIsReadReplacedAndDeleted() throws IOException {
    Path lines = left("metrics.jsonl", "{}\n");
    assertEquals("{}\n", storage.readText(lines));
    try (FSDataOutputStream again = storage.create(lines)) {
      again.write("again\n".getBytes(UTF_8));
    }
    assertEquals("again\n", storage.readText(lines));

    Path written = new Path(work, "flow.json");
    storage.write(written, "old");
    left(".flow.json.tmp", "half");
    storage.write(written, "new");
    assertEquals("new", storage.readText(written));

    storage.write(left("half.json", "half"), "whole");
    assertEquals("whole", storage.readText(new Path(work, "half.json")));
    storage.overwrite(left("beat", "half"), "whole".getBytes(UTF_8));
    assertEquals("whole", storage.readText(new Path(work, "beat")));
    storage.delete(left("gone", "half"));
    storage.delete(left("checkpoints/step-5/arrays", "half").getParent());
    assertFalse(killed.exists(new Path(work, "checkpoints/step-5")));
    for (FileStatus status : killed.listStatus(work)) {
      assertFalse(status.getPath().getName().equals("gone"), status::toString);
    }
  }
}
