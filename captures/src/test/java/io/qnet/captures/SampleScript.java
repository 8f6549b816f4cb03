package io.qnet.captures;

import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes a conversation between a guest and its gateway into a file; every packet comes with the
 * sentence that explains it. The same script always makes the same file.
 */
final class SampleScript {
  static final MacAddress GUEST_MAC = MacAddress.parse("52:54:00:12:34:56");
  static final MacAddress GATEWAY_MAC = MacAddress.parse("52:55:0a:00:02:02");
  static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  static final Ipv4Address GATEWAY = Ipv4Address.parse("10.0.2.2");
  static final Ipv4Address DNS = Ipv4Address.parse("10.0.2.3");

  private static final CaptureOrigin ORIGIN = new CaptureOrigin("any", "any", "qnet samples");
  private static final Instant START = Instant.parse("2026-03-02T08:15:00Z");

  private final ManualClock clock = new ManualClock();
  private final CaptureFile file;
  private final InterfaceTap tap;

  SampleScript(Path path, String description) throws CaptureException {
    file = CaptureFile.create(path, ORIGIN, WallTime.startingAt(START, clock), () -> {});
    tap = file.addInterface("vm1.net0", description, clock);
  }

  /** Gives a host a name. */
  SampleScript name(IpAddress address, String host) {
    file.tellName(address, host);
    return this;
  }

  /** Time passes. */
  SampleScript after(long micros) {
    clock.advance(Duration.ofNanos(micros * 1000));
    return this;
  }

  /** The guest sends. */
  SampleScript guest(Frame frame, String comment) {
    return packet(Direction.INBOUND, frame, comment);
  }

  /** The gateway sends. */
  SampleScript gateway(Frame frame, String comment) {
    return packet(Direction.OUTBOUND, frame, comment);
  }

  private SampleScript packet(Direction direction, Frame frame, String comment) {
    tap.packet(direction, frame, clock.now(), comment);
    frame.release();
    return this;
  }

  /** The end. */
  void end() {
    file.close();
  }

  /** Frames from the guest to {@code destination}, by way of the gateway. */
  static Frames towards(Ipv4Address destination) {
    return new Frames(GUEST_MAC, GATEWAY_MAC, GUEST, destination);
  }

  /** Frames that reach the guest as coming from {@code source}. */
  static Frames back(Ipv4Address source) {
    return towards(source).reversed();
  }
}
