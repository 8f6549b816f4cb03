package io.qnet.wire.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments together (RFC 791, section 3.2; RFC 815), within bounds of memory, number and
 * time.
 *
 * <p>Each fragment of a datagram that is given up counts as one drop. An exact duplicate is ignored
 * and not counted: nothing is lost with it.
 */
public final class Reassembler {
  /** How long a datagram may take, in nanoseconds from its first fragment: 30 s. */
  public static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);

  /** Octets of memory for fragments, unless told otherwise. */
  public static final int MAX_OCTETS = 4 << 20;

  /** Datagrams in the making, unless told otherwise. */
  public static final int MAX_DATAGRAMS = 256;

  /** So that header and payload fit the total length field. */
  private static final int MAX_IPV4_PAYLOAD = 0xffff - Ipv4View.HEADER_LENGTH;

  private final LinkedHashMap<Key, Assembly> table = new LinkedHashMap<>();
  private final int maxOctets;
  private final int maxDatagrams;
  private final Drops drops;
  private final Expiry expiry;
  private long pinned;

  /** A reassembler with the usual bounds. */
  public Reassembler(Drops drops, Expiry expiry) {
    this(MAX_OCTETS, MAX_DATAGRAMS, drops, expiry);
  }

  /**
   * A reassembler.
   *
   * @param maxOctets octets of memory that fragments may pin, shared buffers counted whole
   * @param maxDatagrams datagrams in the making
   * @param drops counts the fragments that went nowhere
   * @param expiry is told of datagrams whose time ran out
   */
  public Reassembler(int maxOctets, int maxDatagrams, Drops drops, Expiry expiry) {
    this.maxOctets = maxOctets;
    this.maxDatagrams = maxDatagrams;
    this.drops = drops;
    this.expiry = expiry;
  }

  /** Is told of datagrams whose time ran out, to send time exceeded (RFC 792, code 1). */
  @FunctionalInterface
  public interface Expiry {
    /**
     * A datagram's time ran out and its beginning had arrived; without that nothing may be sent.
     *
     * @param first the packet that brought the beginning, from its IP header on; borrowed
     */
    void onExpired(ByteBuf first);
  }

  /** What the fragments of one datagram share. */
  private record Key(IpAddress source, IpAddress destination, int protocol, int identification) {}

  /**
   * Takes a fragment, whose buffer stays with the caller.
   *
   * @param packet checked, and a {@linkplain Ipv4View#fragment fragment}
   * @return the whole packet if this completes it, else null. The caller releases it. Its header is
   *     the one of the first fragment, without options.
   */
  public @Nullable ByteBuf add(Ipv4View packet, long now) {
    Key key =
        new Key(packet.source(), packet.destination(), packet.protocol(), packet.identification());
    Fragment fragment =
        new Fragment(
            packet.buf(),
            packet.offset(),
            packet.totalLength(),
            packet.headerLength(),
            packet.fragmentOffset(),
            packet.moreFragments());
    Assembly assembly = table.computeIfAbsent(key, unknown -> new Assembly(now));
    take(assembly, fragment, MAX_IPV4_PAYLOAD);
    if (!assembly.complete()) {
      stayInBounds();
      return null;
    }
    table.remove(key);
    pinned -= assembly.pinned();
    ByteBuf whole = assemble(assembly, packet);
    assembly.release();
    return whole;
  }

  private void take(Assembly assembly, Fragment fragment, int limit) {
    DropReason reason = assembly.verdict();
    if (reason != null) {
      drops.count(reason);
      return;
    }
    if (assembly.holds(fragment)) {
      return;
    }
    reason = assembly.check(fragment, limit);
    long before = assembly.pinned();
    if (reason == null) {
      assembly.add(fragment);
    } else {
      drops.count(reason);
      countPieces(assembly, reason);
      assembly.condemn(reason);
    }
    pinned += assembly.pinned() - before;
  }

  private static ByteBuf assemble(Assembly assembly, Ipv4View last) {
    int length = assembly.length();
    ByteBuf first = assembly.first();
    Ipv4View header = first == null ? last : new Ipv4View(first, 0, first.readableBytes());
    ByteBuf whole = last.buf().alloc().buffer(Ipv4View.HEADER_LENGTH + length);
    new Ipv4Header(
            header.source(),
            header.destination(),
            header.protocol(),
            header.ttl(),
            header.tos(),
            header.identification(),
            0)
        .write(whole, 0, length);
    assembly.writePayload(whole.writerIndex(Ipv4View.HEADER_LENGTH));
    return whole;
  }

  private void stayInBounds() {
    while (pinned > maxOctets || table.size() > maxDatagrams) {
      removeOldest(DropReason.TABLE_FULL);
    }
  }

  private void removeOldest(DropReason reason) {
    Iterator<Assembly> oldestFirst = table.values().iterator();
    Assembly oldest = oldestFirst.next();
    oldestFirst.remove();
    pinned -= oldest.pinned();
    countPieces(oldest, reason);
    oldest.release();
  }

  private void countPieces(Assembly assembly, DropReason reason) {
    for (int i = 0; i < assembly.pieces(); i++) {
      drops.count(reason);
    }
  }

  /** When to call {@link #expire}, or {@link Deadlines#NEVER}. */
  public long deadline() {
    return table.isEmpty() ? Deadlines.NEVER : table.values().iterator().next().start() + TIMEOUT;
  }

  /** Gives up the datagrams whose time ran out, oldest first. */
  public void expire(long now) {
    while (!table.isEmpty()) {
      Assembly oldest = table.values().iterator().next();
      if (now - oldest.start() < TIMEOUT) {
        return;
      }
      ByteBuf first = oldest.first();
      if (first != null) {
        expiry.onExpired(first);
      }
      removeOldest(DropReason.FRAGMENT_TIMEOUT);
    }
  }

  /** Gives everything up, because the link went down. */
  public void clear() {
    while (!table.isEmpty()) {
      removeOldest(DropReason.NO_PEER);
    }
  }

  /** Datagrams in the making, condemned ones included. */
  public int datagrams() {
    return table.size();
  }

  /** Octets of memory in use for fragments. */
  public long pinned() {
    return pinned;
  }
}
