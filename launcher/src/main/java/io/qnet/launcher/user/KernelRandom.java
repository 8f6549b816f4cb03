package io.qnet.launcher.user;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Numbers that nobody can guess, straight from the kernel (random(4)), which never blocks.
 * SecureRandom has them from there too, but first sets up its providers, and every start waits.
 */
final class KernelRandom implements RandomGenerator {
  private static final String DEVICE = "/dev/urandom";

  @Override
  public long nextLong() {
    try (InputStream device = new FileInputStream(DEVICE)) {
      return ByteBuffer.wrap(device.readNBytes(Long.BYTES)).getLong();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + DEVICE, e);
    }
  }
}
