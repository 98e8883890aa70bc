package normflow.distributed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import normflow.engine.Engine;
import normflow.engine.tile.TileEngine;
import normflow.engine.tile.TilePlan;
import normflow.flow.Flow;

/**
 * The plan of a flow on its way from the driver to executors, so that none of them builds a graph.
 * As compressed bytes: most of a plan is room for numbers, and any of Spark's serialisers will do.
 *
 * @param flow what is evaluated
 * @param bytes its plan
 */
record SentPlan(Flow flow, byte[] bytes) implements Serializable {

  /** Plans these tasks here. */
  static SentPlan of(Flow flow, TilePlan.Task... tasks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeObject(new TilePlan(flow, tasks));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serialise the plan of a flow", e);
    }
    return new SentPlan(flow, bytes.toByteArray());
  }

  /** An engine that evaluates the plan. */
  Engine engine() {
    try (ObjectInputStream in =
        new InThisJar(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      return new TileEngine((TilePlan) in.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("cannot read the plan of a flow", e);
    }
  }

  /** Finds classes beside this one: the job's jar has a class loader of its own. */
  private static final class InThisJar extends ObjectInputStream {
    InThisJar(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, SentPlan.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }
}
