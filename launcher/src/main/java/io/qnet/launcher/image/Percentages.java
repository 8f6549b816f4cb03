package io.qnet.launcher.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.DoubleConsumer;

/** Reads what {@code qemu-img -p} prints: {@code (12.34/100%)}, each over the one before. */
final class Percentages {
  private static final int LONGEST = 16;

  private Percentages() {}

  static void read(InputStream out, DoubleConsumer progress) throws IOException {
    StringBuilder number = new StringBuilder();
    boolean open = false;
    for (int octet = out.read(); octet >= 0; octet = out.read()) {
      if (octet == '(') {
        number.setLength(0);
        open = true;
      } else if (open && octet == '/') {
        progress.accept(Double.parseDouble(number.toString()));
        open = false;
      } else if (open && number.length() < LONGEST && (octet == '.' || Character.isDigit(octet))) {
        number.append((char) octet);
      } else {
        open = false;
      }
    }
  }
}
