package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The doors of one segment. From any thread but its loop; what each call does is done whole. */
public final class Redirector implements AutoCloseable {
  /** Doors of one segment; each costs a descriptor. */
  public static final int MOST = 4096;

  private final Loop loop;
  private final StreamDialer streams;
  private final DatagramPorts ports;
  private final GuestDialer guests;
  private final Map<HostEnd, Open> doors = new LinkedHashMap<>();
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
    boolean whole = false;
    try {
      Set<HostEnd> asked = new HashSet<>();
      for (ForwardRule rule : rules) {
        check(rule, opened.size());
        if (!asked.add(rule.host()) && !rule.takesAnyPort()) {
          throw new RepeatedException(rule);
        }
        opened.add(door(rule));
      }
      whole = true;
    } finally {
      if (!whole) {
        opened.forEach(door -> door.close(true));
        settle();
      }
    }
    IpAddress first = guests.first();
    opened.forEach(door -> doors.put(door.rule().host(), new Open(door, first)));
    return opened.stream().map(door -> door.rule().to(first)).toList();
  }

  private void check(ForwardRule rule, int more) throws RefusedException {
    if (closed || doors.size() + more >= MOST) {
      throw new RefusedException(
          rule, new IOException(closed ? "the network ends" : "there are " + MOST + " doors"));
    }
    Open open = doors.get(rule.host());
    if (open != null) {
      throw new DuplicateException(rule, asItStands(open.door));
    }
  }

  /** When this returns, doors that were closed before listen no more. */
  private void settle() {
    Object unused = loop.submit(() -> true).exceptionally(ended -> false).join();
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
   * Shuts the doors that are meant, or none at all; nobody listens there when this returns.
   *
   * @param cut whether who is in is put out, too; else nobody new gets in
   * @return the doors as they stood
   * @throws MissingException if there is no door of one of these names
   */
  public synchronized List<OpenDoor> shut(List<DoorName> names, boolean cut)
      throws MissingException {
    Set<HostEnd> places = new LinkedHashSet<>();
    for (DoorName name : names) {
      Open open = doors.get(name.host());
      if (open == null || !open.is(name, guests.first())) {
        throw new MissingException(name, open == null ? null : asItStands(open.door));
      }
      places.add(name.host());
    }
    List<Open> meant =
        places.stream().map(place -> Objects.requireNonNull(doors.remove(place))).toList();
    List<OpenDoor> before = meant.stream().map(this::shown).toList();
    meant.forEach(open -> open.door.close(cut));
    settle();
    return before;
  }

  /** All doors, in the order in which they were opened. */
  public synchronized List<OpenDoor> doors() {
    return doors.values().stream().map(this::shown).toList();
  }

  private OpenDoor shown(Open open) {
    return new OpenDoor(asItStands(open.door), open.door.connections());
  }

  /**
   * An open door.
   *
   * @param told who was said to be behind it when it was opened
   */
  private record Open(Door door, IpAddress told) {
    /** Whether {@code name} means it: it may name whoever is behind it now, or was at first. */
    boolean is(DoorName name, IpAddress first) {
      ForwardRule rule = name.rule();
      if (rule == null) {
        return true;
      }
      IpAddress guest = Objects.requireNonNullElse(rule.guest(), first);
      IpAddress own = Objects.requireNonNullElse(door.rule().guest(), first);
      boolean follows = door.rule().guest() == null;
      return name.means(door.rule()) && (guest.equals(own) || (follows && guest.equals(told)));
    }
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

  /** A door that was named twice in one call. */
  public static final class RepeatedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    RepeatedException(ForwardRule rule) {
      super(rule, new IOException("this end is asked for twice"));
    }
  }

  /** A door that is not there. */
  public static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ForwardRule other;

    MissingException(DoorName name, @Nullable ForwardRule other) {
      super("no door is at " + name);
      this.other = other;
    }

    /** The door at that end of the host, which leads elsewhere; null if none is there. */
    public @Nullable ForwardRule other() {
      return other;
    }
  }

  /** Shuts all doors; who is in stays until the guest or the segment ends it. */
  @Override
  public synchronized void close() {
    closed = true;
    doors.values().forEach(open -> open.door.close(false));
    doors.clear();
  }
}
