package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The doors of one segment. From any thread but its loop; what each call does is done whole. */
public final class Redirector implements AutoCloseable {
  /** Doors of one segment; each costs a descriptor. */
  public static final int MOST = 4096;

  private final Loop loop;
  private final StreamDialer streams;
  private final DatagramPorts ports;
  private final GuestDialer guests;
  private final Map<HostEnd, Door> doors = new LinkedHashMap<>();
  private boolean closed;

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
   * @return the rules as they stand: with the ports that were free where 0 was asked for, and the
   *     guest that is meant now
   * @throws RefusedException if one is open already, its address is taken, or cannot be had
   */
  public synchronized List<ForwardRule> open(List<ForwardRule> rules) throws RefusedException {
    List<Door> opened = new ArrayList<>();
    try {
      for (ForwardRule rule : rules) {
        if (closed || doors.size() + opened.size() >= MOST) {
          throw new RefusedException(
              rule, new IOException(closed ? "the network ends" : "there are " + MOST + " doors"));
        }
        if (doors.containsKey(rule.host())) {
          throw new DuplicateException(rule, asItStands(doors.get(rule.host())));
        }
        opened.add(door(rule));
      }
    } catch (RefusedException refused) {
      opened.forEach(door -> door.close(true));
      throw refused;
    }
    opened.forEach(door -> doors.put(door.rule().host(), door));
    return opened.stream().map(this::asItStands).toList();
  }

  private ForwardRule asItStands(Door door) {
    return door.rule().to(guests.first());
  }

  private Door door(ForwardRule rule) throws RefusedException {
    try {
      return rule.host() instanceof Port port && port.protocol() == Protocol.UDP
          ? DatagramDoor.open(rule, loop, ports, guests)
          : StreamDoor.open(rule, loop, streams, guests);
    } catch (IOException failed) {
      throw new RefusedException(rule, failed);
    }
  }

  /**
   * Shuts the doors at these places, or none at all.
   *
   * @param cut whether who is in is put out, too; else nobody new gets in
   * @return the first of the places where no door is; empty if all were shut
   */
  public synchronized Optional<HostEnd> shut(List<HostEnd> places, boolean cut) {
    Optional<HostEnd> missing =
        places.stream().filter(place -> !doors.containsKey(place)).findFirst();
    if (missing.isEmpty()) {
      for (HostEnd place : places) {
        Door door = doors.remove(place);
        if (door != null) {
          door.close(cut);
        }
      }
    }
    return missing;
  }

  /** All doors, in the order in which they were opened. */
  public synchronized List<OpenDoor> doors() {
    return doors.values().stream()
        .map(door -> new OpenDoor(asItStands(door), door.connections()))
        .toList();
  }

  /**
   * A door that is open.
   *
   * @param rule as it stands
   * @param connections how many clients are in
   */
  public record OpenDoor(ForwardRule rule, int connections) {}

  /** A door that could not be opened. */
  public static class RefusedException extends Exception {
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

  /** A door that is open already. */
  public static final class DuplicateException extends RefusedException {
    private static final long serialVersionUID = 1L;

    DuplicateException(ForwardRule rule, ForwardRule open) {
      super(rule, new IOException("it leads there already: " + open));
    }
  }

  /** Shuts all doors; who is in stays until the guest or the segment ends it. */
  @Override
  public synchronized void close() {
    closed = true;
    doors.values().forEach(door -> door.close(false));
    doors.clear();
  }
}
