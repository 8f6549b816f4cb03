package io.qnet.bench.guest;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Outdoors;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody behind a QEMU network back-end.
 *
 * @param program who
 * @param mtu of the guest's card
 * @param daemon what QEMU connects to; null where it is in QEMU itself
 */
record GuestContender(String program, int mtu, @Nullable SocketDaemon daemon) {
  static final String LIBSLIRP = "libslirp";

  /** Us first, in the order in which they take turns. */
  static List<GuestContender> all() {
    return List.of(
        listening(SocketDaemon.OURS, 65520),
        new GuestContender(LIBSLIRP, 1500, null),
        listening(SocketDaemon.PASST, 65520),
        listening(SocketDaemon.OURS, 1500),
        listening(SocketDaemon.PASST, 1500));
  }

  private static GuestContender listening(String program, int mtu) {
    return new GuestContender(program, mtu, new SocketDaemon(program, mtu));
  }

  String name() {
    return program + "-" + mtu;
  }

  boolean ours() {
    return program.equals(SocketDaemon.OURS);
  }

  /** Makes sure it runs; returns QEMU's words for it. */
  String plug(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
    return daemon == null
        ? "user"
        : "stream,server=off,addr.type=unix,addr.path=" + daemon.ready(outdoors);
  }

  void unplug(Outdoors outdoors) {
    if (daemon != null) {
      daemon.stop(outdoors);
    }
  }
}
