package normflow.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * A YAML parser that refuses aliases, anchors, merge keys and tags.
 *
 * <p>A value that begins with {@code *}, {@code &} or {@code !} was most likely meant as a text,
 * and would become another one.
 */
final class YamlEvents extends YAMLParser {

  private static final String QUOTES = "; a text that begins like this belongs in quotes";
  private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

  private YamlEvents(IOContext context, Factory factory, LoaderOptions options, Reader text) {
    super(
        context,
        factory.getParserFeatures(),
        factory.getFormatParserFeatures(),
        options,
        factory.getCodec(),
        text);
  }

  /** Makes such parsers of texts. */
  static final class Factory extends YAMLFactory {

    private static final long serialVersionUID = 1;

    Factory(YAMLFactoryBuilder builder) {
      super(builder);
    }

    @Override
    public YAMLParser createParser(String text) {
      IOContext context = _createContext(_createContentReference(text), true);
      return new YamlEvents(context, this, _loaderOptions, new StringReader(text));
    }
  }

  @Override
  protected Event getEvent() throws IOException {
    Event event = super.getEvent();
    if (event instanceof NodeEvent node) {
      refuseReferences(node);
    }
    return event;
  }

  private void refuseReferences(NodeEvent node) throws JsonParseException {
    if (node instanceof AliasEvent) {
      throw refused(node, "*" + node.getAnchor() + " is an alias: write the value out" + QUOTES);
    }
    if (node.getAnchor() != null) {
      throw refused(node, "&" + node.getAnchor() + " is an anchor: leave it out" + QUOTES);
    }
    String tag = tag(node);
    if (!tag.equals("!") && !tag.startsWith(STANDARD_TAGS)) {
      throw refused(node, tag + " is a tag: leave it out" + QUOTES);
    }
  }

  private static String tag(NodeEvent node) {
    String tag =
        node instanceof ScalarEvent scalar
            ? scalar.getTag()
            : node instanceof CollectionStartEvent collection ? collection.getTag() : null;
    return tag == null ? "!" : tag;
  }

  /**
   * Looks at the current name.
   *
   * @throws JsonParseException if it would merge another value's keys
   */
  void refuseMergeKey() throws IOException {
    if (currentName().equals("<<") && _lastEvent instanceof ScalarEvent name && name.isPlain()) {
      throw refused(name, "<< is a merge key: write the keys out" + QUOTES);
    }
  }

  /** There is more where a text should have ended. */
  JsonParseException secondDocument() {
    return refused(_lastEvent, "a second document begins: one is read");
  }

  private JsonParseException refused(Event event, String why) {
    JsonLocation place = _locationFor(event.getStartMark());
    return new JsonParseException(this, why, place);
  }
}
