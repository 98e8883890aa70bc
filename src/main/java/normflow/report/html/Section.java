package normflow.report.html;

import java.util.List;

/** A part of a page under a heading. */
public record Section(String heading, List<Block> blocks) {

  public Section {
    blocks = List.copyOf(blocks);
  }
}
