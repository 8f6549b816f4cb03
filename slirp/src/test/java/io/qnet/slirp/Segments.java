package io.qnet.slirp;

import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.kit.GuestStation;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.nio.charset.StandardCharsets;

/** One TCP connection of a scripted guest, said segment by segment. */
final class Segments {
  private final GuestStation guest;
  private final IpAddress remote;
  private final int port;
  private final int localPort;
  private int sequence = -2; // wraps with the first octets
  private int acknowledgment;
  private int window = 0xffff;

  Segments(GuestStation guest, int localPort, IpAddress remote, int port) {
    this.guest = guest;
    this.remote = remote;
    this.port = port;
    this.localPort = localPort;
  }

  Segments startingAt(int first) {
    sequence = first;
    return this;
  }

  /** What it says next stands {@code octets} later than it should. */
  Segments skips(int octets) {
    sequence += octets;
    return this;
  }

  /** From now on it acknowledges {@code octets} more than it heard. */
  Segments acknowledges(int octets) {
    acknowledgment += octets;
    return this;
  }

  /** It has heard {@code received}, and says so with whatever it says next. */
  Segments acknowledging(Received received) {
    acknowledgment = received.tcp().sequence() + received.tcp().segmentLength();
    return this;
  }

  /** From now on its window is this, unscaled. */
  Segments window(int newWindow) {
    window = newWindow;
    return this;
  }

  void syn() {
    opens(TcpOptions.syn(1460, 7, true));
  }

  void opens(TcpOptions options) {
    send(TcpFlags.SYN, options, "");
    sequence++;
  }

  /** Takes the SYN-ACK and acknowledges it. */
  void established() {
    Received synAck = guest.expectTcp();
    if (!synAck.tcp().has(TcpFlags.SYN | TcpFlags.ACK)) {
      throw new AssertionError("expected a SYN-ACK, but heard " + synAck);
    }
    acknowledgment = synAck.tcp().sequence() + 1;
    ack();
  }

  void ack() {
    send(TcpFlags.ACK, TcpOptions.NONE, "");
  }

  void says(String text) {
    send(TcpFlags.ACK | TcpFlags.PSH, TcpOptions.NONE, text);
    sequence += text.length();
  }

  void finishes() {
    send(TcpFlags.ACK | TcpFlags.FIN, TcpOptions.NONE, "");
    sequence++;
  }

  void resets() {
    send(TcpFlags.RST, TcpOptions.NONE, "");
  }

  /** The next segment, acknowledged on our next one. */
  Received hears() {
    Received received = guest.expectTcp();
    acknowledgment = received.tcp().sequence() + received.tcp().segmentLength();
    return received;
  }

  void send(int flags, TcpOptions options, String text) {
    guest.send(frame(flags, options, text));
  }

  /** The frame that {@link #says} would send, not sent. */
  Frame saying(String text) {
    Frame frame = frame(TcpFlags.ACK | TcpFlags.PSH, TcpOptions.NONE, text);
    sequence += text.length();
    return frame;
  }

  private Frame frame(int flags, TcpOptions options, String text) {
    TcpHeader header =
        new TcpHeader(localPort, port, sequence, acknowledgment, flags, window, options);
    return guest.to(remote).tcp(header, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
