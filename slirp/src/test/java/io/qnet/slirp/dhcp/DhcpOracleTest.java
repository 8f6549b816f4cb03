package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.discover;
import static io.qnet.slirp.dhcp.Message.reboot;
import static io.qnet.slirp.dhcp.Message.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.UdpHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger reads what we write: tshark, where it is installed. */
class DhcpOracleTest {
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.2.2");
  private static final MacAddress SERVER_MAC = MacAddress.parse("52:55:0a:00:02:02");
  private static final int UDP_PAYLOAD = 42;

  @Test
  @DisplayName("tshark decodes OFFER, ACK and NAK as meant, and finds nothing malformed")
  void tshark(@TempDir Path folder) throws Exception {
    assumeTrue(installed(), "tshark is not installed: answers are not checked by a stranger");
    ByteBuf capture = captureHeader();
    Conversation talk =
        new Conversation(
            Conversation.userMode()
                .domainName("lab.example")
                .searchDomains(List.of("eng.apple.com", "marketing.apple.com"))
                .mtu(9000));
    Message identified = discover(ALICE).option(DhcpOption.CLIENT_IDENTIFIER, 0, 'x');
    add(capture, talk.says(identified).answer(DhcpMessageType.OFFER).reply());
    add(capture, talk.says(select(ALICE, "10.0.2.16")).answer(DhcpMessageType.NAK).reply());
    add(capture, talk.says(select(ALICE, "10.0.2.15")).answer(DhcpMessageType.ACK).reply());
    add(capture, talk.says(reboot(ALICE, "1.2.3.4")).answer(DhcpMessageType.NAK).reply());
    talk.over();

    Path file = folder.resolve("dhcp.pcap");
    Files.write(file, ByteBufUtil.getBytes(capture));
    List<String> lines =
        tshark(
            file,
            "dhcp.option.dhcp",
            "dhcp.ip.your",
            "dhcp.option.dhcp_server_id",
            "dhcp.option.ip_address_lease_time",
            "dhcp.option.renewal_time_value",
            "dhcp.option.interface_mtu",
            "dhcp.option.dhcp_dns_domain_search_list_fqdn",
            "dhcp.option.message",
            "_ws.malformed",
            "udp.checksum.status");
    assertThat(lines)
        .containsExactly(
            "2|10.0.2.15|10.0.2.2|86400|43200|9000|eng.apple.com,marketing.apple.com|||1",
            "6|0.0.0.0|10.0.2.2|||||your address is 10.0.2.15||1",
            "5|10.0.2.15|10.0.2.2|86400|43200|9000|eng.apple.com,marketing.apple.com|||1",
            "6|0.0.0.0|10.0.2.2|||||wrong network, this is 10.0.2.0/24||1");
  }

  private static boolean installed() {
    try {
      Process process = new ProcessBuilder("tshark", "--version").start();
      process.getInputStream().readAllBytes();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  private static List<String> tshark(Path file, String... fields) throws Exception {
    ProcessBuilder command = new ProcessBuilder("tshark", "-n", "-r", file.toString());
    command.command().addAll(List.of("-o", "udp.check_checksum:TRUE", "-T", "fields"));
    command.command().addAll(List.of("-E", "separator=|"));
    for (String field : fields) {
      command.command().addAll(List.of("-e", field));
    }
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  /** A classic pcap file header: microseconds, Ethernet. */
  private static ByteBuf captureHeader() {
    return Unpooled.buffer()
        .writeInt(0xa1b2c3d4)
        .writeShort(2)
        .writeShort(4)
        .writeLong(0)
        .writeInt(65535)
        .writeInt(1);
  }

  private static void add(ByteBuf capture, DhcpReply reply) {
    int length = reply.payload().readableBytes();
    ByteBuf frame = Unpooled.buffer().writeZero(UDP_PAYLOAD).writeBytes(reply.payload().slice());
    new EthernetHeader(reply.destinationMac(), SERVER_MAC, EtherType.IPV4).write(frame, 0);
    Ipv4Header.atomic(SERVER, reply.destination(), IpProtocol.UDP).write(frame, 14, 8 + length);
    long sum = Checksum.pseudoHeader(SERVER, reply.destination(), IpProtocol.UDP, 8 + length);
    UdpHeader.write(frame, 34, DhcpReply.SERVER_PORT, reply.destinationPort(), length, sum);
    int octets = Objects.requireNonNull(frame).readableBytes();
    capture.writeLong(0).writeInt(octets).writeInt(octets).writeBytes(frame);
    frame.release();
  }
}
