package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.StreamListener.Ends;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Says in front of a connection's octets who called (HAProxy, proxy-protocol.txt). */
public final class ProxyHeader {
  private ProxyHeader() {}

  /**
   * A header, the caller's to send and release.
   *
   * @param binary version 2; else version 1, which is a line of text
   * @param ends null where callers have no addresses
   */
  public static ByteBuf of(boolean binary, @Nullable Ends ends) {
    if (ends == null && !binary) { // the library would write its addresses as null
      return Unpooled.copiedBuffer("PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII);
    }
    HAProxyProtocolVersion version = binary ? HAProxyProtocolVersion.V2 : HAProxyProtocolVersion.V1;
    EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    try {
      encoder.writeOutbound(ends == null ? local() : known(version, ends));
      return encoder.readOutbound();
    } finally {
      encoder.finish();
    }
  }

  private static HAProxyMessage local() {
    return new HAProxyMessage(
        HAProxyProtocolVersion.V2,
        HAProxyCommand.LOCAL,
        HAProxyProxiedProtocol.UNKNOWN,
        null,
        null,
        0,
        0);
  }

  private static HAProxyMessage known(HAProxyProtocolVersion version, Ends ends) {
    IpAddress client = address(ends.client());
    HAProxyProxiedProtocol protocol =
        client instanceof Ipv4Address ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6;
    return new HAProxyMessage(
        version,
        HAProxyCommand.PROXY,
        protocol,
        client.toString(),
        address(ends.server()).toString(),
        ends.client().getPort(),
        ends.server().getPort());
  }

  private static IpAddress address(InetSocketAddress end) {
    return IpAddress.of(end.getAddress());
  }
}
