package io.qnet.tap.journal;

import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import java.util.Objects;

/**
 * Where and when changes hold: they end with the machine's next start, and concern one network
 * namespace.
 *
 * @param boot the kernel's name for the time since it started (random(4))
 * @param netns the network namespace, such as {@code net:[4026531840]} (namespaces(7))
 */
public record Place(String boot, String netns) {
  private static final String BOOT = "/proc/sys/kernel/random/boot_id";

  /** Here and now, for a process in {@code netns}. */
  public static Place of(Host host, String netns) throws HostException {
    return new Place(Objects.requireNonNullElse(host.read(BOOT), ""), netns);
  }
}
