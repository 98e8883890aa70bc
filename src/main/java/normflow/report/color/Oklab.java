package normflow.report.color;

/**
 * A colour in the Oklab space, in which straight lines look like even blends: {@code lightness} in
 * [0, 1], {@code a} green to red, {@code b} blue to yellow.
 *
 * <p>Reference: "A perceptual color space for image processing" (Björn Ottosson, 2020).
 */
public record Oklab(double lightness, double a, double b) {

  public static Oklab of(int rgb) {
    double red = linear((rgb >> 16 & 0xFF) / 255.0);
    double green = linear((rgb >> 8 & 0xFF) / 255.0);
    double blue = linear((rgb & 0xFF) / 255.0);
    double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return new Oklab(
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }

  /** The colour of a hue angle in radians. */
  static Oklab polar(double lightness, double chroma, double hue) {
    return new Oklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
  }

  public Oklab mix(Oklab other, double weight) {
    return new Oklab(
        lightness + weight * (other.lightness - lightness),
        a + weight * (other.a - a),
        b + weight * (other.b - b));
  }

  public double squaredDistance(Oklab other) {
    double first = lightness - other.lightness;
    double second = a - other.a;
    double third = b - other.b;
    return first * first + second * second + third * third;
  }

  /** As {@code 0xRRGGBB}, each channel cut to what a screen can show. */
  public int rgb() {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
        | channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
        | channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  }

  private static double cube(double value) {
    return value * value * value;
  }

  private static double linear(double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : Math.pow((encoded + 0.055) / 1.055, 2.4);
  }

  private static int channel(double linear) {
    double cut = Math.min(1, Math.max(0, linear));
    double encoded = cut <= 0.0031308 ? 12.92 * cut : 1.055 * Math.pow(cut, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
