package io.qnet.slirp.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dhcp6.AddressTable.Owner;
import io.qnet.slirp.ip.DomainLabels;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv6Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers clients of DHCPv6. Belongs to the event loop. */
public final class Dhcp6Server {
  /** Where clients listen. */
  public static final int CLIENT_PORT = 546;

  /** Where they ask. */
  public static final int SERVER_PORT = 547;

  private static final int DUID_LINK_LAYER = 3;
  private static final int ETHERNET = 1;

  private final Dhcp6Settings settings;
  private final Drops drops;
  private final AddressTable addresses;
  private final byte[] server;

  /**
   * A server without clients.
   *
   * @param drops counts what is not answered
   */
  public Dhcp6Server(Dhcp6Settings settings, Drops drops) {
    this.settings = settings;
    this.drops = drops;
    this.addresses = new AddressTable(settings.hosts());
    ByteBuf duid = Unpooled.buffer().writeShort(DUID_LINK_LAYER).writeShort(ETHERNET);
    duid.writeZero(6);
    settings.mac().write(duid, 4);
    this.server = ByteBufUtil.getBytes(duid);
  }

  /**
   * A client's message.
   *
   * @param payload borrowed
   * @return the answer, the caller's to send and release; null for silence, which is counted
   */
  public @Nullable ByteBuf onMessage(ByteBuf payload, long now) {
    Dhcp6Message message = Dhcp6Message.read(payload);
    List<IdentityAssociation> wanted = message == null ? null : IdentityAssociation.of(message);
    if (message == null || wanted == null) {
      drops.count(DropReason.BAD_MESSAGE);
      return null;
    }
    ByteBuf answer = isForUs(message) ? answer(message, wanted, now) : null;
    if (answer == null) {
      drops.count(DropReason.NO_RECEIVER);
    }
    return answer;
  }

  /** All addresses that are not free. */
  public List<AddressLease> leases(long now) {
    return addresses.leases(now);
  }

  /** RFC 8415, section 16: who has to be named in which message. */
  private boolean isForUs(Dhcp6Message message) {
    byte[] named = message.first(Dhcp6Message.SERVER_ID);
    boolean us = named != null && Arrays.equals(named, server);
    return switch (message.type()) {
      case Dhcp6Message.SOLICIT, Dhcp6Message.CONFIRM, Dhcp6Message.REBIND ->
          named == null && message.client() != null;
      case Dhcp6Message.REQUEST, Dhcp6Message.RENEW, Dhcp6Message.RELEASE, Dhcp6Message.DECLINE ->
          us && message.client() != null;
      case Dhcp6Message.INFORMATION_REQUEST ->
          (named == null || us) && !message.has(Dhcp6Message.IA_NA);
      default -> false;
    };
  }

  private @Nullable ByteBuf answer(
      Dhcp6Message message, List<IdentityAssociation> wanted, long now) {
    return switch (message.type()) {
      case Dhcp6Message.INFORMATION_REQUEST -> told(reply(message), message);
      case Dhcp6Message.CONFIRM -> confirm(message, wanted);
      case Dhcp6Message.RELEASE, Dhcp6Message.DECLINE -> takeBack(message, wanted, now);
      case Dhcp6Message.SOLICIT ->
          message.has(Dhcp6Message.RAPID_COMMIT)
              ? assign(
                  reply(message).option(Dhcp6Message.RAPID_COMMIT, new byte[0]),
                  message,
                  wanted,
                  now)
              : advertise(message, wanted, now);
      default -> assign(reply(message), message, wanted, now);
    };
  }

  private Dhcp6Reply reply(Dhcp6Message message) {
    return new Dhcp6Reply(Dhcp6Message.REPLY, message, server);
  }

  private ByteBuf advertise(Dhcp6Message message, List<IdentityAssociation> wanted, long now) {
    Dhcp6Reply advertisement = new Dhcp6Reply(Dhcp6Message.ADVERTISE, message, server);
    for (IdentityAssociation one : wanted) {
      Ipv6Address address = addresses.offer(Owner.of(client(message), one.id()), now);
      put(advertisement, one, address);
    }
    return told(advertisement, message);
  }

  private ByteBuf assign(
      Dhcp6Reply reply, Dhcp6Message message, List<IdentityAssociation> wanted, long now) {
    for (IdentityAssociation one : wanted) {
      Ipv6Address address = addresses.assign(Owner.of(client(message), one.id()), now);
      put(reply, one, address);
    }
    return told(reply, message);
  }

  private static void put(
      Dhcp6Reply reply, IdentityAssociation wanted, @Nullable Ipv6Address address) {
    List<Ipv6Address> others =
        wanted.addresses().stream().filter(other -> !other.equals(address)).toList();
    int status = address == null ? Dhcp6Reply.NO_ADDRESSES : Dhcp6Reply.SUCCESS;
    reply.association(wanted.id(), address, others, status, "no addresses left");
  }

  /** Whether the client's addresses are of this network (RFC 8415, section 18.3.3). */
  private @Nullable ByteBuf confirm(Dhcp6Message message, List<IdentityAssociation> wanted) {
    List<Ipv6Address> all = wanted.stream().flatMap(one -> one.addresses().stream()).toList();
    if (all.isEmpty()) {
      return null;
    }
    boolean here = all.stream().allMatch(settings.hosts()::contains);
    return reply(message)
        .status(here ? Dhcp6Reply.SUCCESS : Dhcp6Reply.NOT_ON_LINK, here ? "" : "another network")
        .message();
  }

  private ByteBuf takeBack(Dhcp6Message message, List<IdentityAssociation> wanted, long now) {
    Dhcp6Reply reply = reply(message).status(Dhcp6Reply.SUCCESS, "");
    for (IdentityAssociation one : wanted) {
      Owner owner = Owner.of(client(message), one.id());
      if (!addresses.has(owner)) {
        reply.association(one.id(), null, List.of(), Dhcp6Reply.NO_BINDING, "not yours");
      } else if (message.type() == Dhcp6Message.RELEASE) {
        addresses.release(owner);
      } else {
        addresses.decline(owner, now);
      }
    }
    return reply.message();
  }

  private static byte[] client(Dhcp6Message message) {
    byte[] client = message.client();
    return client == null ? new byte[0] : client;
  }

  /** Adds what the client asks to be told. */
  private ByteBuf told(Dhcp6Reply reply, Dhcp6Message message) {
    if (settings.dns() && message.asksFor(Dhcp6Message.NAME_SERVERS)) {
      ByteBuf dns = Unpooled.buffer().writeZero(16);
      settings.hosts().dns().write(dns, 0);
      reply.option(Dhcp6Message.NAME_SERVERS, ByteBufUtil.getBytes(dns));
    }
    if (!settings.searchDomains().isEmpty() && message.asksFor(Dhcp6Message.SEARCH_LIST)) {
      ByteBuf names = Unpooled.buffer();
      settings.searchDomains().forEach(domain -> DomainLabels.write(domain, names));
      reply.option(Dhcp6Message.SEARCH_LIST, ByteBufUtil.getBytes(names));
    }
    if (!settings.bootFile().isEmpty() && message.asksFor(Dhcp6Message.BOOT_FILE_URL)) {
      reply.option(
          Dhcp6Message.BOOT_FILE_URL, settings.bootFile().getBytes(StandardCharsets.US_ASCII));
    }
    return reply.message();
  }
}
