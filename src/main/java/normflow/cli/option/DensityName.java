package normflow.cli.option;

import java.util.Iterator;
import java.util.List;
import normflow.density.Densities;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names that {@code --density} takes, as they are read and as shells complete them. */
public final class DensityName implements ITypeConverter<String>, Iterable<String> {

  @Override
  public String convert(String name) {
    List<String> known = Densities.known();
    if (!known.contains(name)) {
      throw new TypeConversionException(
          "expected one of "
              + known
              + ", or one of your own with its jar (--jars), but was '"
              + name
              + "'");
    }
    return name;
  }

  @Override
  public Iterator<String> iterator() {
    return Densities.known().iterator();
  }
}
