package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers that are made here. Extended DNS (RFC 6891) is left out of them. */
final class DnsAnswer {
  /** The longest message over UDP without extended DNS (RFC 1035, section 2.3.4). */
  static final int UDP_LIMIT = 512;

  /** The longest message over TCP. */
  static final int TCP_LIMIT = 65535;

  /** Names of the host may change with its files: nobody keeps the answer. */
  private static final int TTL_SECONDS = 0;

  private static final int POINTER_TO_QUESTION = 0xc000 | DnsView.HEADER_LENGTH;
  private static final int RECORD_HEADER = 12;

  private DnsAnswer() {}

  /**
   * The answer that nobody else is needed for, owned by the caller; null if a resolver has to be
   * asked.
   *
   * @param limit longest message, in octets
   */
  static @Nullable ByteBuf here(
      DnsContext context, DnsView query, DnsQuestion question, int limit) {
    HostNames hosts = context.hosts().names();
    ByteBuf answer = local(query, question, hosts, context.guests(), limit);
    if (context.recursion()) {
      return answer;
    }
    ByteBuf alone = answer != null ? answer : failure(query, DnsView.REFUSED);
    int flags = alone.getUnsignedShort(DnsView.FLAGS);
    return alone.setShort(DnsView.FLAGS, flags & ~DnsView.RECURSION_AVAILABLE);
  }

  /**
   * The answer of known names to a query, owned by the caller; null if they do not know the name.
   *
   * @param hosts come before {@code guests}
   * @param limit longest message, in octets
   */
  static @Nullable ByteBuf local(
      DnsView query, DnsQuestion question, HostNames hosts, GuestNames guests, int limit) {
    boolean internet =
        question.dnsClass() == DnsQuestion.INTERNET || question.dnsClass() == DnsQuestion.ANY;
    if (!query.standard() || !internet || query.questions() != 1) {
      return null;
    }
    String name = question.name();
    List<IpAddress> addresses = hosts.knows(name) ? hosts.addresses(name) : guests.addresses(name);
    if (addresses != null) {
      return addresses(query, question, addresses, limit);
    }
    String reverse = hosts.reverse(name);
    reverse = reverse != null ? reverse : guests.reverse(name);
    return reverse == null ? null : name(query, question, reverse);
  }

  private static ByteBuf addresses(
      DnsView query, DnsQuestion question, List<IpAddress> addresses, int limit) {
    ByteBuf answer = begin(query, DnsView.AUTHORITATIVE | DnsView.NO_ERROR);
    int count = 0;
    for (IpAddress address : addresses) {
      int type = address instanceof Ipv4Address ? DnsQuestion.A : DnsQuestion.AAAA;
      if (question.type() != type && question.type() != DnsQuestion.ANY) {
        continue;
      }
      if (answer.readableBytes() + RECORD_HEADER + address.length() > limit) {
        setFlag(answer, DnsView.TRUNCATED);
        break;
      }
      record(answer, type).writeShort(address.length());
      int at = answer.writerIndex();
      answer.writeZero(address.length());
      address.write(answer, at);
      count++;
    }
    return answer.setShort(DnsView.ANSWERS, count);
  }

  private static ByteBuf name(DnsView query, DnsQuestion question, String name) {
    ByteBuf answer = begin(query, DnsView.AUTHORITATIVE | DnsView.NO_ERROR);
    if (question.type() == DnsQuestion.PTR || question.type() == DnsQuestion.ANY) {
      record(answer, DnsQuestion.PTR);
      int at = answer.writerIndex();
      answer.writeShort(0);
      DnsName.write(answer, name);
      answer.setShort(at, answer.writerIndex() - at - 2).setShort(DnsView.ANSWERS, 1);
    }
    return answer;
  }

  /** "Something went wrong", with the question if it can be read; owned by the caller. */
  static ByteBuf failure(DnsView query, int rcode) {
    return begin(query, rcode);
  }

  /** The header, and the question letter for letter. */
  private static ByteBuf begin(DnsView query, int flags) {
    DnsQuestion question = DnsQuestion.read(query);
    boolean repeated = question != null && !question.equals(DnsQuestion.NONE);
    int length = repeated ? DnsQuestion.length(query) : 0;
    ByteBuf answer = ByteBufAllocator.DEFAULT.buffer(UDP_LIMIT);
    int kept = query.flags() & (DnsView.OPCODE | DnsView.RECURSION_DESIRED);
    answer.writeShort(query.id());
    answer.writeShort(DnsView.RESPONSE | DnsView.RECURSION_AVAILABLE | kept | flags);
    answer.writeShort(repeated ? 1 : 0).writeZero(6);
    return answer.writeBytes(query.buf(), query.offset() + DnsView.HEADER_LENGTH, length);
  }

  private static ByteBuf record(ByteBuf answer, int type) {
    return answer
        .writeShort(POINTER_TO_QUESTION)
        .writeShort(type)
        .writeShort(DnsQuestion.INTERNET)
        .writeInt(TTL_SECONDS);
  }

  private static void setFlag(ByteBuf answer, int flag) {
    answer.setShort(DnsView.FLAGS, answer.getUnsignedShort(DnsView.FLAGS) | flag);
  }
}
