package io.qnet.slirp.tcp;

import io.qnet.wire.address.IpAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Initial sequence numbers that a stranger cannot guess, and that still grow for one pair of ends:
 * {@code ISN = M + F(ends, secret)} (RFC 6528), with M a clock of about 4 µs and F a digest.
 */
public final class InitialSequence {
  /** 4096 ns a tick: a shift, so that the clock wraps together with the nanoseconds. */
  private static final int TICK_SHIFT = 12;

  private @Nullable MessageDigest digest;
  private final byte[] secret;

  /**
   * @param secret 16 random octets or more; the same secret gives the same numbers
   */
  public InitialSequence(byte[] secret) {
    this.secret = secret.clone();
  }

  /** The first sequence number of a connection between these two ends, beginning at {@code now}. */
  public int next(long now, IpAddress local, int localPort, IpAddress remote, int remotePort) {
    MessageDigest digest = digest();
    digest.update(secret);
    digest.update(local.toInet().getAddress());
    digest.update(remote.toInet().getAddress());
    digest.update((byte) (localPort >>> 8));
    digest.update((byte) localPort);
    digest.update((byte) (remotePort >>> 8));
    digest.update((byte) remotePort);
    return (int) (now >> TICK_SHIFT) + ByteBuffer.wrap(digest.digest()).getInt();
  }

  /** Made at the first connection: that takes some milliseconds, which a start can do without. */
  private MessageDigest digest() {
    MessageDigest made = digest;
    if (made == null) {
      try {
        made = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-256", impossible);
      }
      digest = made;
    }
    return made;
  }
}
