package io.qnet.launcher.vm;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * A picture as QEMU's {@code screendump} writes it (PPM, ppm(5): {@code P6 WIDTH HEIGHT 255}, then
 * three octets a pixel), made into a PNG (RFC 2083): QEMU can do that itself from 7.1 on, if it was
 * built with libpng.
 */
public final class Picture {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int EIGHT_BITS = 8;
  private static final int TRUE_COLOUR = 2;
  private static final int CHANNELS = 3;
  private static final int LARGEST = 16_384;

  private final int width;
  private final int height;
  private final byte[] ppm;
  private final int start;

  private Picture(int width, int height, byte[] ppm, int start) {
    this.width = width;
    this.height = height;
    this.ppm = ppm;
    this.start = start;
  }

  /** Reads a PPM; throws if it is none, or cut short. */
  public static Picture read(byte[] ppm) throws IOException {
    int[] numbers = new int[3];
    int at = 2;
    for (int i = 0; i < numbers.length; i++) {
      while (at < ppm.length && ppm[at] <= ' ') {
        at++;
      }
      while (at < ppm.length && ppm[at] >= '0' && ppm[at] <= '9' && numbers[i] <= LARGEST) {
        numbers[i] = numbers[i] * 10 + ppm[at++] - '0';
      }
    }
    int width = numbers[0];
    int height = numbers[1];
    boolean head = ppm.length > 2 && ppm[0] == 'P' && ppm[1] == '6' && numbers[2] == 255;
    if (!head
        || width < 1
        || height < 1
        || width > LARGEST
        || height > LARGEST
        || ppm.length - at - 1 < CHANNELS * width * height) {
      throw new IOException("QEMU's picture is not whole");
    }
    return new Picture(width, height, ppm, at + 1);
  }

  /** Pixels from left to right. */
  public int width() {
    return width;
  }

  /** Pixels from top to bottom. */
  public int height() {
    return height;
  }

  /** How many pixels are not black. */
  public int lit() {
    int lit = 0;
    for (int pixel = 0; pixel < width * height; pixel++) {
      int at = start + CHANNELS * pixel;
      lit += (ppm[at] | ppm[at + 1] | ppm[at + 2]) == 0 ? 0 : 1;
    }
    return lit;
  }

  /** The picture as a PNG. */
  public byte[] png() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.write(SIGNATURE);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(head);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {EIGHT_BITS, TRUE_COLOUR, 0, 0, 0});
    chunk(out, "IHDR", head.toByteArray());
    chunk(out, "IDAT", rows());
    chunk(out, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private byte[] rows() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      for (int row = 0; row < height; row++) {
        out.write(0); // no filter
        out.write(ppm, start + CHANNELS * width * row, CHANNELS * width);
      }
    }
    return packed.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) sum.getValue());
  }
}
