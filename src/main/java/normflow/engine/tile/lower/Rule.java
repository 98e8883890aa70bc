package normflow.engine.tile.lower;

import java.util.List;
import normflow.engine.tile.expression.Value;

/** Says what the results of an operation are in terms of its inputs. */
@FunctionalInterface
interface Rule {
  List<Value> results(Call call);
}
