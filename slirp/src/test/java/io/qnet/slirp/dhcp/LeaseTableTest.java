package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.BOB;
import static io.qnet.slirp.dhcp.Message.discover;
import static io.qnet.slirp.dhcp.Message.release;
import static io.qnet.slirp.dhcp.Message.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gets which address. */
class LeaseTableTest {
  private static final int[] DUID = {0xff, 1, 2, 3, 4, 0, 2, 0, 0, 0xab, 0x11};

  private static MacAddress card(int number) {
    return new MacAddress(0x525400000000L | number);
  }

  @Test
  @DisplayName("Case 87: 300 clients, three addresses; the others wait until leases expire")
  void exhaustion() {
    Conversation talk = new Conversation(Conversation.threeAddresses());
    for (int i = 0; i < 300; i++) {
      talk.says(discover(card(i)));
      if (i < 3) {
        talk.offers("10.0.2." + (28 + i));
        talk.says(select(card(i), "10.0.2." + (28 + i))).acknowledges("10.0.2." + (28 + i));
      } else {
        talk.isDropped(DropReason.TABLE_FULL);
      }
    }
    talk.says(Message.bootp(card(999))).isDropped(DropReason.TABLE_FULL);
    assertThat(talk.leases()).hasSize(3);

    talk.after(Duration.ofHours(1).minusNanos(1));
    talk.says(discover(card(200))).isDropped(DropReason.TABLE_FULL);
    talk.after(Duration.ofNanos(1)).says(discover(card(200))).offers("10.0.2.28");
    talk.says(discover(card(1))).offers("10.0.2.29");
    talk.over();
  }

  @Test
  @DisplayName("An offer is held for 60 s")
  void offersEnd() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.says(discover(ALICE)).offers("10.0.2.15");
    talk.after(Duration.ofSeconds(60).minusNanos(1)).says(discover(BOB)).offers("10.0.2.16");
    talk.after(Duration.ofNanos(1)).says(discover(card(3))).offers("10.0.2.15");
    talk.over();
  }

  @Test
  @DisplayName("A client gets the address it had, as long as nobody else took it")
  void comesBack() {
    Conversation talk = new Conversation(Conversation.threeAddresses());
    talk.binds(ALICE, "10.0.2.28").binds(BOB, "10.0.2.29");
    talk.says(release(ALICE, "10.0.2.28")).isHeard().says(release(BOB, "10.0.2.29")).isHeard();
    talk.says(discover(BOB)).offers("10.0.2.29").says(discover(ALICE)).offers("10.0.2.28");
    talk.after(Duration.ofMinutes(2));
    talk.says(discover(card(3))).offers("10.0.2.28").says(discover(ALICE)).offers("10.0.2.29");
    talk.over();
  }

  @Test
  @DisplayName("RFC 2131, 4.3.1: a wish is granted if the address is free")
  void wishes() {
    Conversation talk = new Conversation(Conversation.userMode());
    Message wish = discover(ALICE).option(DhcpOption.REQUESTED_ADDRESS, "10.0.2.99");
    talk.says(wish).offers("10.0.2.99");
    Message same = discover(BOB).option(DhcpOption.REQUESTED_ADDRESS, "10.0.2.99");
    talk.says(same).offers("10.0.2.15");
    talk.over();
  }

  @Test
  @DisplayName("Two identifiers on one card are two clients (RFC 2131, 4.2)")
  void identifiers() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.says(discover(ALICE).option(DhcpOption.CLIENT_IDENTIFIER, DUID)).offers("10.0.2.15");
    talk.says(discover(ALICE).option(DhcpOption.CLIENT_IDENTIFIER, 0, 'x')).offers("10.0.2.16");
    talk.over();
  }

  @Test
  @DisplayName("Boot ROM, kernel and user space of one machine keep one address")
  void oneMachine() {
    int[] ofCard = {1, 0x52, 0x54, 0, 0, 0, 0x0a};
    Conversation talk = new Conversation(Conversation.userMode());
    talk.binds(ALICE, "10.0.2.15");
    talk.says(discover(ALICE).option(DhcpOption.CLIENT_IDENTIFIER, ofCard)).offers("10.0.2.15");
    talk.says(discover(ALICE).option(DhcpOption.CLIENT_IDENTIFIER, DUID)).offers("10.0.2.15");
    Message select = select(ALICE, "10.0.2.15").option(DhcpOption.CLIENT_IDENTIFIER, DUID);
    talk.says(select).acknowledges("10.0.2.15");
    talk.says(discover(ALICE)).offers("10.0.2.15");
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND");
    talk.over();
  }

  @Test
  @DisplayName("What a client calls itself is kept, without what could not be printed")
  void hostNames() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.says(discover(ALICE).option(DhcpOption.HOST_NAME, 'd', 'e', 0, 27, 'b', '-', '1'));
    talk.offers("10.0.2.15").says(select(ALICE, "10.0.2.15")).acknowledges("10.0.2.15");
    assertThat(talk.server.leases(Conversation.START))
        .extracting(Lease::hostName)
        .containsExactly("deb-1");
    talk.over();
  }

  @Test
  @DisplayName("The pool spans the subnet, but 4096 addresses at most, and leaves the hosts out")
  void pool() {
    Ipv4Subnet wide = new Ipv4Subnet(Ipv4Address.parse("10.0.0.0"), 4);
    Ipv4Address server = Ipv4Address.parse("0.0.0.17");
    DhcpSettings settings = DhcpSettings.builder(wide, server).build();
    assertThat(settings.poolSize()).isEqualTo(4096);
    LeaseTable table = new LeaseTable(settings);
    List<String> addresses = List.of(1, 2, 3).stream().map(i -> offered(table, card(i))).toList();
    assertThat(addresses).containsExactly("0.0.0.15", "0.0.0.16", "0.0.0.18");
  }

  private static String offered(LeaseTable table, MacAddress mac) {
    LeaseTable.Client client = new LeaseTable.Client(ClientId.of(mac), mac, "");
    Lease lease = table.offer(client, null, 0);
    return lease == null ? "none" : lease.address().toString();
  }

  @Test
  @DisplayName("No address is ever two clients', whatever they do")
  void neverTwice() {
    Cases.check(
        300,
        random -> {
          LeaseTable table = new LeaseTable(Conversation.threeAddresses().build());
          long now = random.nextLong();
          for (int step = 0; step < 200; step++) {
            MacAddress mac = card(random.nextInt(6));
            ClientId id = random.nextBoolean() ? ClientId.of(mac) : new ClientId("ff" + mac);
            LeaseTable.Client client = new LeaseTable.Client(id, mac, "");
            Ipv4Address address = Ipv4Address.parse("10.0.2." + (26 + random.nextInt(6)));
            now += Duration.ofSeconds(random.nextInt(40)).toNanos();
            switch (random.nextInt(5)) {
              case 0 -> table.offer(client, address, now);
              case 1 -> table.bind(client, address, Duration.ofSeconds(90).toNanos(), now);
              case 2 -> table.release(client, address, now);
              case 3 -> table.decline(client, address, now);
              default -> table.withdraw(client, now);
            }
            check(table.snapshot(now), now);
          }
        });
  }

  private static void check(List<Lease> leases, long now) {
    Set<ClientId> clients = new HashSet<>();
    for (Lease lease : leases) {
      assertThat(lease.address().bits() & 0xff).isBetween(28, 30);
      assertThat(lease.expiresAt() - now).isPositive();
      if (lease.state() != Lease.State.DECLINED) {
        assertThat(clients.add(lease.client())).isTrue();
      }
    }
    assertThat(leases).extracting(Lease::address).doesNotHaveDuplicates();
  }
}
