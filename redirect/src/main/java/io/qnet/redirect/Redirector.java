package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The open doors of one segment. Opened and closed from one thread, which is not its loop. */
public final class Redirector implements AutoCloseable {
  private final Loop loop;
  private final StreamDialer streams;
  private final DatagramPorts ports;
  private final GuestDialer guests;
  private final List<Door> doors = new ArrayList<>();

  /** With no door yet; what is carried is carried on {@code loop}. */
  public Redirector(Loop loop, DatagramPorts ports, GuestDialer guests) {
    this.loop = loop;
    this.streams = new StreamDialer(loop);
    this.ports = ports;
    this.guests = guests;
  }

  /**
   * Opens a door for each rule, or none at all.
   *
   * @param rules each with its guest
   * @return the rules as they stand: with the ports that were free where 0 was asked for
   * @throws RefusedException if an address is taken, or cannot be had
   */
  public List<ForwardRule> open(List<ForwardRule> rules) throws RefusedException {
    List<Door> opened = new ArrayList<>();
    for (ForwardRule rule : rules) {
      try {
        opened.add(door(rule));
      } catch (IOException failed) {
        opened.forEach(Door::close);
        throw new RefusedException(rule, failed);
      }
    }
    doors.addAll(opened);
    return opened.stream().map(Door::rule).toList();
  }

  private Door door(ForwardRule rule) throws IOException {
    return rule.host() instanceof Port port && port.protocol() == Protocol.UDP
        ? DatagramDoor.open(rule, loop, ports, guests)
        : StreamDoor.open(rule, streams, guests);
  }

  /** A door that could not be opened. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ForwardRule rule;

    RefusedException(ForwardRule rule, IOException cause) {
      super(cause.getMessage(), cause);
      this.rule = rule;
    }

    /** Whose. */
    public ForwardRule rule() {
      return rule;
    }
  }

  /** Closes all doors; who is in stays until the guest or the segment ends it. */
  @Override
  public void close() {
    doors.forEach(Door::close);
    doors.clear();
  }
}
