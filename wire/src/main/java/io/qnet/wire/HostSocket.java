package io.qnet.wire;

import io.qnet.wire.address.IpAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the host, as others see it.
 *
 * @param address where it is bound or connected from
 * @param port its own
 * @param descriptor its number in this process; -1 where that is not known
 */
public record HostSocket(IpAddress address, int port, int descriptor) {
  /** The socket at {@code local}; null if that is no internet address. */
  public static @Nullable HostSocket of(@Nullable SocketAddress local, int descriptor) {
    return local instanceof InetSocketAddress inet
        ? new HostSocket(IpAddress.of(inet.getAddress()), inet.getPort(), descriptor)
        : null;
  }
}
