package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in octets, in words and from words; K, M, G are powers of 1024, as in qemu-img. */
final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,6})?)([bkKmMgGtTpPeE]?)(?:i?B)?");
  private static final String UNITS = "bkmgtpe";
  private static final String[] NAMES = {"octets", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /** Reads 10G, 10GB, 10GiB, 1.5T, 4096. */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (matcher.matches()) {
      String unit = matcher.group(2).toLowerCase(Locale.ROOT);
      BigDecimal factor = BigDecimal.valueOf(1024).pow(unit.isEmpty() ? 0 : UNITS.indexOf(unit));
      BigDecimal octets = new BigDecimal(matcher.group(1)).multiply(factor);
      if (octets.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return octets.longValue();
      }
    }
    throw Failure.usage(
        "'" + text + "' is no size of a disk",
        "nothing was changed",
        "write a number with K, M, G or T behind it: 10G");
  }

  /** 10 GiB, 1.5 GiB, 512 octets. */
  static String words(long octets) {
    int unit = 0;
    double size = octets;
    while (size >= 1024 && unit < NAMES.length - 1) {
      size /= 1024;
      unit++;
    }
    boolean whole = size == Math.rint(size) || unit == 0;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", size, NAMES[unit]);
  }
}
