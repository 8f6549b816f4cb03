package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.vde.stp.PortSettings;
import io.qnet.vde.stp.SpanningTree;
import io.qnet.vde.stp.TreeEvent;
import io.qnet.vde.stp.TreeListener;
import io.qnet.vde.stp.TreeState;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bridge of four ports among strangers, one of whom is heard on another port, too: a loop. */
final class BpduStrangers implements TreeListener {
  private static final List<PortSettings.Guard> GUARDS =
      List.of(
          PortSettings.Guard.NONE,
          PortSettings.Guard.BPDU,
          PortSettings.Guard.NONE,
          PortSettings.Guard.ROOT);

  private static final int PORTS = GUARDS.size();

  /**
   * In nanoseconds: nothing that was heard is believed longer than a max age of 40 s and then some.
   */
  private static final long CALM = Duration.ofMinutes(5).toNanos();

  private static final byte[] HEADER = {
    1, (byte) 0x80, (byte) 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9, 0, 39, 0x42, 0x42, 3
  };

  private final SpanningTree tree =
      new SpanningTree(BridgeSettings.of(MacAddress.parse("02:00:00:00:00:05")), this::sent, this);
  private long now = -Duration.ofSeconds(1).toNanos();
  private long sent;

  private void sent(int port, ByteBuf frame) {
    Laboratory.require(port >= 1 && port <= PORTS, "sent by a port that is none");
    Laboratory.require(frame.readableBytes() == 60, "a BPDU of " + frame.readableBytes());
    frame.release();
    sent++;
  }

  @Override
  public void onState(int port, TreeState state) {
    Laboratory.require(tree.stateOf(port) == state, "a state that is none");
  }

  @Override
  public void onFlush(int port) {}

  @Override
  public void onEvent(TreeEvent event) {
    Laboratory.require(!event.sentence().isBlank(), "an event says nothing");
  }

  /**
   * Plays one input. The low bits of a kind: 0 to 9, a BPDU behind a good header; 10, any frame; 11
   * and 12, a port goes down or comes up; 15, time passes. The high bits: which port.
   */
  static void play(byte[] input) {
    BpduStrangers strangers = new BpduStrangers();
    for (int port = 1; port <= PORTS; port++) {
      PortSettings settings = PortSettings.DEFAULT.withGuard(GUARDS.get(port - 1));
      strangers.tree.portUp(port, settings, strangers.now);
    }
    Step.read(input).forEach(strangers::take);
    strangers.finish();
  }

  private void take(Step step) {
    int port = 1 + (step.kind() >>> 4) % PORTS;
    switch (step.kind() & 0xf) {
      case 10 -> hear(port, step.octets());
      case 11 -> tree.portDown(port, now);
      case 12 -> tree.portUp(port, PortSettings.DEFAULT, now);
      case Target.TIME -> passes(((step.octet(0) << 8) | step.octet(1)) * 1_000_000L);
      default -> {
        byte[] frame = new byte[HEADER.length + step.octets().length];
        System.arraycopy(HEADER, 0, frame, 0, HEADER.length);
        System.arraycopy(step.octets(), 0, frame, HEADER.length, step.octets().length);
        hear(port, frame);
      }
    }
  }

  private void hear(int port, byte[] octets) {
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(octets.length + 3);
    tree.onBpdu(port, frame.writeZero(3).writeBytes(octets).skipBytes(3), now);
    frame.release();
  }

  private void passes(long nanos) {
    long end = now + nanos;
    long before = sent;
    for (long due = tree.deadline();
        due != Deadlines.NEVER && due - end <= 0;
        due = tree.deadline()) {
      Laboratory.require(due - now > 0, "a deadline that has passed already");
      now = due;
      tree.advance(now);
    }
    now = end;
    long most = PORTS * (7 + nanos / 1_000_000_000L);
    Laboratory.require(sent - before <= most, "more BPDUs than the hold count allows");
  }

  private void finish() {
    passes(CALM);
    Laboratory.require(tree.snapshot(now).isRoot(), "somebody who is gone is still believed");
    for (int port = 1; port <= PORTS; port++) {
      tree.portDown(port, now);
      Laboratory.require(
          tree.stateOf(port) == TreeState.DISCARDING, "a port that is down forwards");
    }
    Laboratory.require(tree.deadline() == Deadlines.NEVER, "no port, and yet something is due");
  }

  /** What bridges say. */
  static Map<String, byte[]> seeds() {
    byte[] rapid = bpdu(2, 2, 0x3e, 1);
    byte[] old = bpdu(0, 0, 0x81, 1);
    byte[] notification = {0, 0, 0, (byte) 0x80};
    byte[] second = {0x07, (byte) 0xd0};
    Step pause = new Step(Target.TIME, second);
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("proposal", Step.write(List.of(new Step(0x00, rapid), pause, new Step(0, rapid))));
    seeds.put(
        "two-ways",
        Step.write(List.of(new Step(0x00, rapid), new Step(0x20, bpdu(2, 2, 0x3c, 2)), pause)));
    seeds.put("old", Step.write(List.of(new Step(0x00, old), pause, pause, new Step(0x00, old))));
    seeds.put("agreement", Step.write(List.of(pause, new Step(0, bpdu(2, 2, 0x78, 99)), pause)));
    seeds.put("dispute", Step.write(List.of(pause, new Step(0, bpdu(2, 2, 0x3c, 99)), pause)));
    seeds.put("notification", Step.write(List.of(pause, new Step(0x20, notification), pause)));
    seeds.put(
        "guards", Step.write(List.of(new Step(0x10, rapid), new Step(0x11 + 10, second), pause)));
    return seeds;
  }

  private static byte[] bpdu(int version, int type, int flags, int address) {
    byte[] octets = new byte[36];
    octets[2] = (byte) version;
    octets[3] = (byte) type;
    octets[4] = (byte) flags;
    for (int at : new int[] {5, 17}) {
      octets[at] = (byte) 0x80;
      octets[at + 2] = 2;
      octets[at + 7] = (byte) address;
    }
    octets[25] = (byte) 0x80;
    octets[26] = 1;
    octets[29] = 20;
    octets[31] = 2;
    octets[33] = 15;
    return octets;
  }
}
