package normflow.ml;

import java.util.Optional;
import normflow.model.Model;
import normflow.spark.shim.SparkLine;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/** How stages are saved and loaded: the only caller of what Spark ML keeps for its own stages. */
final class Persistence {

  private Persistence() {}

  /** The folder of a stage: of the driver's own disk where Spark Connect keeps models there. */
  private static Path place(String path) {
    return SparkLine.isOnDriversDisk()
        ? new Path(java.nio.file.Path.of(path).toUri())
        : new Path(path);
  }

  /** Reads a stage that has nothing but parameters. */
  static MLReader<NormalizingFlow> parametersReader() {
    return new DefaultParamsReader<>();
  }

  /** Reads an evaluator. */
  static MLReader<LogLikelihoodEvaluator> evaluatorReader() {
    return new DefaultParamsReader<>();
  }

  /** Writes a model folder with Spark's {@code metadata} in it. */
  static final class ModelWriter extends MLWriter {
    private final NormalizingFlowModel stage;
    private final Model model;

    ModelWriter(NormalizingFlowModel stage, Model model) {
      this.stage = stage;
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      SparkLine.saveMetadata(stage, path, sparkSession());
      new ModelStore(new Storage(sc().hadoopConfiguration())).save(place(path), model);
    }
  }

  /** Reads a model folder, with or without Spark's {@code metadata}. */
  static final class ModelReader extends MLReader<NormalizingFlowModel> {

    @Override
    public NormalizingFlowModel load(String path) {
      Storage storage = new Storage(sc().hadoopConfiguration());
      Path folder = place(path);
      Model model = new ModelStore(storage).load(folder);
      return storage.exists(new Path(folder, "metadata")) ? saved(path, model) : trained(model);
    }

    private NormalizingFlowModel saved(String path, Model model) {
      DefaultParamsReader.Metadata metadata =
          SparkLine.loadMetadata(path, sparkSession(), NormalizingFlowModel.class);
      NormalizingFlowModel stage =
          new NormalizingFlowModel(metadata.uid(), model, Optional.empty());
      metadata.getAndSetParams(stage, Option.empty());
      return stage;
    }

    /** A folder of {@code train}: the columns are the job's. */
    private static NormalizingFlowModel trained(Model model) {
      String uid = Identifiable$.MODULE$.randomUID("normalizingFlow");
      return new NormalizingFlowModel(uid, model, Optional.empty())
          .setInputCols(model.dataColumns().toArray(String[]::new))
          .setContextCols(model.contextColumns().toArray(String[]::new));
    }
  }
}
