package normflow.sweep;

import java.util.List;
import normflow.config.Codec;
import normflow.config.SweepConfig;
import normflow.distributed.Storage;
import normflow.report.Block;
import normflow.report.Page;
import normflow.report.Section;

record SweepPage(Storage storage, SweepConfig config, Leaderboard board) {

  Page page() {
    return new Page(
        "Sweep",
        board.trials() + " trials",
        List.of(new Section("Configuration", List.of(new Block.Preformatted(Codec.yaml(config))))));
  }
}
