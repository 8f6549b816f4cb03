package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.BOB;
import static io.qnet.slirp.dhcp.Message.decline;
import static io.qnet.slirp.dhcp.Message.discover;
import static io.qnet.slirp.dhcp.Message.reboot;
import static io.qnet.slirp.dhcp.Message.release;
import static io.qnet.slirp.dhcp.Message.renew;
import static io.qnet.slirp.dhcp.Message.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What happens to real guests over days. */
class DhcpStoriesTest {
  @Test
  @DisplayName("A guest renews at T1 for a week and keeps its address; then it is gone for a day")
  void aWeek() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.binds(ALICE, "10.0.2.15");
    for (int halfDay = 0; halfDay < 14; halfDay++) {
      talk.after(Duration.ofHours(12));
      talk.says(renew(ALICE, "10.0.2.15").from("10.0.2.15")).acknowledges("10.0.2.15");
    }
    assertThat(talk.events).hasSize(15).allMatch(event -> event instanceof DhcpEvent.Leased);
    talk.events.clear();
    talk.after(Duration.ofHours(24));
    talk.says(discover(BOB)).offers("10.0.2.15");
    assertThat(talk.event())
        .isInstanceOfSatisfying(
            DhcpEvent.Expired.class,
            expired -> assertThat(expired.lease().address()).hasToString("10.0.2.15"));
    talk.says(renew(ALICE, "10.0.2.15")).refuses("address not available");
    talk.says(discover(ALICE)).offers("10.0.2.16");
    talk.over();
  }

  @Test
  @DisplayName("The gateway is restarted: every guest keeps what it has, newcomers get the rest")
  void restart() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.says(reboot(ALICE, "10.0.2.15")).acknowledges("10.0.2.15");
    talk.says(renew(BOB, "10.0.2.17")).acknowledges("10.0.2.17");
    talk.says(discover(ALICE)).offers("10.0.2.15");
    assertThat(talk.leases())
        .containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND", "10.0.2.17 52:54:00:00:00:0b BOUND");
    talk.over();
  }

  @Test
  @DisplayName("DISCOVER from a guest with a lease does not shorten the lease")
  void discoverAgain() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.binds(ALICE, "10.0.2.15");
    talk.says(discover(ALICE)).offers("10.0.2.15").after(Duration.ofHours(1));
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND");
    talk.over();
  }

  @Test
  @DisplayName("A guest that declines everything runs out, and is served again after ten minutes")
  void declinesAll() {
    Conversation talk = new Conversation(Conversation.threeAddresses());
    for (int i = 28; i <= 30; i++) {
      talk.binds(ALICE, "10.0.2." + i).says(decline(ALICE, "10.0.2." + i)).isHeard();
    }
    talk.says(discover(ALICE)).isDropped(DropReason.TABLE_FULL);
    assertThat(talk.events.getLast())
        .isEqualTo(new DhcpEvent.Refused(ALICE, null, "all addresses are in use"));
    talk.after(Duration.ofMinutes(10)).says(discover(ALICE)).offers("10.0.2.28");
    talk.over();
  }

  @Test
  @DisplayName("A fixed address outside of the pool comes and goes without touching the pool")
  void fixedOutside() {
    Conversation talk =
        new Conversation(
            Conversation.threeAddresses().fixed(Map.of(BOB, Ipv4Address.parse("10.0.2.7"))));
    talk.binds(BOB, "10.0.2.7");
    talk.says(release(BOB, "10.0.2.7")).isHeard().says(discover(ALICE)).offers("10.0.2.28");
    talk.binds(BOB, "10.0.2.7").says(decline(BOB, "10.0.2.7")).isHeard();
    talk.says(discover(BOB)).offers("10.0.2.29");
    talk.says(reboot(BOB, "10.0.2.7")).refuses("your address is 10.0.2.29");
    talk.over();
  }

  @Test
  @DisplayName("expire() tells of leases that ended without waiting for a message")
  void timer() {
    Conversation talk = new Conversation(Conversation.userMode());
    talk.says(discover(ALICE).option(DhcpOption.LEASE_TIME, 0, 0, 0, 90)).offers("10.0.2.15");
    Message short90 = select(ALICE, "10.0.2.15").option(DhcpOption.LEASE_TIME, 0, 0, 0, 90);
    talk.says(short90).acknowledges("10.0.2.15");
    talk.event();
    long end = Conversation.START + Duration.ofSeconds(90).toNanos();
    talk.server.expire(end - 1);
    assertThat(talk.events).isEmpty();
    talk.server.expire(end);
    assertThat(talk.event().mac()).isEqualTo(ALICE);
    talk.server.expire(end);
    assertThat(talk.events).isEmpty();
    talk.over();
  }
}
