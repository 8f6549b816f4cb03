package io.qnet.launcher.vm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * A network card of a machine.
 *
 * @param number which, from 0
 * @param model QEMU's name, with properties behind a comma if need be
 * @param mac its address
 * @param mode what it is plugged into at the start
 */
public record Card(int number, String model, String mac, NetMode mode) {
  /**
   * An address that a machine of this name always has, so that leases and learned tables survive
   * its restart, and no two machines share QEMU's 52:54:00:12:34:56. 52:54:00 is what QEMU uses:
   * administered locally, one station.
   */
  static String mac(String machine, int number) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((machine + "/net" + number).getBytes(StandardCharsets.UTF_8));
      return String.format(Locale.ROOT, "52:54:00:%02x:%02x:%02x", digest[0], digest[1], digest[2]);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** What QEMU calls the network it is on: net0. */
  public String netdev() {
    return "net" + number;
  }

  /** What QEMU calls the card: nic0. */
  public String id() {
    return "nic" + number;
  }

  /** What follows {@code -device}. */
  String device() {
    return model + ",netdev=" + netdev() + ",id=" + id() + ",mac=" + mac;
  }

  /**
   * Whether it is wired straight to its back end: a virtio card and a TAP device hand each other
   * whole TCP segments, which a hub would forbid; all others lose nothing by it.
   */
  boolean straight() {
    return model.startsWith("virtio")
        && mode instanceof NetMode.Native direct
        && direct.backend().type().matches("tap|bridge");
  }
}
