package io.qnet.wire.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.ExtensionHeaders;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments of either IP version together (RFC 791, section 3.2; RFC 815; RFC 8200, section
 * 4.5), within bounds of memory, number and time.
 *
 * <p>Each fragment of a datagram that is given up counts as one drop. An exact duplicate is ignored
 * and not counted: nothing is lost with it.
 */
public final class Reassembler {
  /** How long a datagram may take, in nanoseconds from its first fragment: 30 s. */
  public static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);

  /** The same for IPv6, as RFC 8200 wants it: 60 s. */
  public static final long IPV6_TIMEOUT = TimeUnit.SECONDS.toNanos(60);

  /** Octets of memory for fragments, unless told otherwise. */
  public static final int MAX_OCTETS = 4 << 20;

  /** Datagrams in the making, unless told otherwise. */
  public static final int MAX_DATAGRAMS = 256;

  /** So that header and payload fit the total length field. */
  private static final int MAX_IPV4_PAYLOAD = 0xffff - Ipv4View.HEADER_LENGTH;

  /** Headers of an IPv6 fragment that the payload length does not count, or the datagram lacks. */
  private static final int UNCOUNTED = Ipv6View.HEADER_LENGTH + ExtensionHeaders.FRAGMENT_LENGTH;

  private final LinkedHashMap<Key, Assembly> table = new LinkedHashMap<>();
  private final int maxOctets;
  private final int maxDatagrams;
  private final long timeout;
  private final Drops drops;
  private final Expiry expiry;
  private long pinned;

  /** A reassembler with the usual bounds. */
  public Reassembler(Drops drops, Expiry expiry) {
    this(MAX_OCTETS, MAX_DATAGRAMS, drops, expiry);
  }

  /** The same for IPv6. */
  public static Reassembler ipv6(Drops drops, Expiry expiry) {
    return new Reassembler(MAX_OCTETS, MAX_DATAGRAMS, IPV6_TIMEOUT, drops, expiry);
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
    this(maxOctets, maxDatagrams, TIMEOUT, drops, expiry);
  }

  private Reassembler(int maxOctets, int maxDatagrams, long timeout, Drops drops, Expiry expiry) {
    this.maxOctets = maxOctets;
    this.maxDatagrams = maxDatagrams;
    this.timeout = timeout;
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
    Assembly assembly = complete(key, fragment, MAX_IPV4_PAYLOAD, now);
    if (assembly == null) {
      return null;
    }
    ByteBuf whole = assemble(assembly, packet);
    assembly.release();
    return whole;
  }

  /**
   * Takes a fragment of IPv6, whose buffer stays with the caller.
   *
   * @param packet checked, and a {@linkplain Ipv6View#fragment fragment}
   * @return the whole packet if this completes it, else null. The caller releases it. Its headers
   *     are those of the first fragment.
   */
  public @Nullable ByteBuf add(Ipv6View packet, long now) {
    ExtensionHeaders header = packet.extensions();
    while (header.skippable()) {
      header.next();
    }
    Key key =
        new Key(
            packet.source(),
            packet.destination(),
            ExtensionHeaders.FRAGMENT,
            header.identification());
    int headerLength = header.at() + ExtensionHeaders.FRAGMENT_LENGTH - packet.offset();
    Fragment fragment =
        new Fragment(
            packet.buf(),
            packet.offset(),
            packet.totalLength(),
            headerLength,
            header.fragmentOffset(),
            header.moreFragments());
    Assembly assembly = complete(key, fragment, 0xffff - (headerLength - UNCOUNTED), now);
    if (assembly == null) {
      return null;
    }
    ByteBuf whole = assemble6(assembly, packet.buf().alloc());
    if (whole == null) {
      countPieces(assembly, DropReason.BAD_FRAGMENT);
    }
    assembly.release();
    return whole;
  }

  /** The datagram that this fragment completes, which is out of the table now; or null. */
  private @Nullable Assembly complete(Key key, Fragment fragment, int limit, long now) {
    Assembly assembly = table.computeIfAbsent(key, unknown -> new Assembly(now));
    take(assembly, fragment, limit);
    if (!assembly.complete()) {
      stayInBounds();
      return null;
    }
    table.remove(key);
    pinned -= assembly.pinned();
    return assembly;
  }

  /** Null if the first fragment has more headers than the length field then has room for. */
  private static @Nullable ByteBuf assemble6(Assembly assembly, ByteBufAllocator allocator) {
    ByteBuf first = assembly.first();
    if (first == null) {
      return null; // cannot be: no octet is missing
    }
    ExtensionHeaders header = new Ipv6View(first, 0, first.readableBytes()).extensions();
    while (header.skippable()) {
      header.next();
    }
    int headers = header.at();
    int payload = headers - Ipv6View.HEADER_LENGTH + assembly.length();
    if (payload > 0xffff) {
      return null;
    }
    ByteBuf whole = allocator.buffer(headers + assembly.length());
    whole.writeBytes(first, 0, headers);
    whole.setShort(Ipv6View.PAYLOAD_LENGTH, payload);
    whole.setByte(header.typeAt(), first.getUnsignedByte(headers));
    assembly.writePayload(whole);
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
    return table.isEmpty() ? Deadlines.NEVER : table.values().iterator().next().start() + timeout;
  }

  /** Gives up the datagrams whose time ran out, oldest first. */
  public void expire(long now) {
    while (!table.isEmpty()) {
      Assembly oldest = table.values().iterator().next();
      if (now - oldest.start() < timeout) {
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
