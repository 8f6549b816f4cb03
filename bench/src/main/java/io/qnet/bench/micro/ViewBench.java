package io.qnet.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Checking and reading the headers of a segment. */
@State(Scope.Thread)
public class ViewBench {
  /** Octets of payload. */
  @Param({"0", "1460"})
  public int payload;

  private ByteBuf buf = Unpooled.EMPTY_BUFFER;

  /** A whole frame, off the heap as all frames are. */
  @Setup
  public void fill() {
    Frames frames =
        new Frames(
            MacAddress.parse("52:54:00:12:34:56"),
            MacAddress.parse("52:55:0a:00:02:02"),
            Ipv4Address.parse("10.0.2.15"),
            Ipv4Address.parse("10.0.2.2"));
    TcpHeader header = new TcpHeader(40000, 80, 1, 1, TcpFlags.ACK, 1000, TcpOptions.NONE);
    ByteBuf made = frames.tcp(header, new byte[payload]).octets();
    buf = Unpooled.directBuffer().writeBytes(made);
  }

  /** The header of the packet. */
  @Benchmark
  public int ipv4() {
    int at = EthernetView.HEADER_LENGTH;
    Ipv4View ip = new Ipv4View(buf, at, buf.readableBytes() - at);
    return ip.check() == null ? ip.totalLength() : -1;
  }

  /** Both headers, and the checksum over the payload. */
  @Benchmark
  public int ipv4AndTcp() {
    int at = EthernetView.HEADER_LENGTH;
    Ipv4View ip = new Ipv4View(buf, at, buf.readableBytes() - at);
    if (ip.check() != null) {
      return -1;
    }
    TcpView tcp = new TcpView(buf, ip.payload(), ip.payloadLength());
    return tcp.check(ip.pseudoHeader()) == null ? tcp.sequence() : -1;
  }
}
