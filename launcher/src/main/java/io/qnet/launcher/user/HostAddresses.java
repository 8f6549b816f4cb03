package io.qnet.launcher.user;

import io.qnet.wire.address.IpAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses that this host has now: asked when a guest begins to talk to somebody. */
final class HostAddresses implements Predicate<IpAddress> {
  private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);

  /** Nanoseconds for which what was read is believed. */
  private static final long FRESH = 1_000_000_000L;

  private Set<IpAddress> known = Set.of();
  private long readAt;
  private boolean read;

  /** Reads them at most once in a second: that takes the kernel some microseconds. */
  @Override
  public boolean test(IpAddress address) {
    long now = System.nanoTime();
    if (!read || now - readAt > FRESH) {
      readAt = now;
      read = true;
      refresh();
    }
    return known.contains(address);
  }

  private void refresh() {
    try {
      known =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .map(IpAddress::of)
              .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException e) {
      LOG.warn("the addresses of this host cannot be read: {}", e.getMessage());
    }
  }
}
