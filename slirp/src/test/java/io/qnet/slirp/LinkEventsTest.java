package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.wire.DropReason;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.IpProtocol;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The link: unplugged and plugged in again, standing still and going on. */
class LinkEventsTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  @DisplayName("unplugged: neighbours are forgotten, flows and leases kept")
  void replugged() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    lab.guest.udp(5000, WORLD, 7, "x");
    lab.link.replug();
    assertThat(lab.gateway.snapshot().flows()).extracting(FlowRow::protocol).contains("tcp", "udp");
    assertThat(lab.events.stream().map(GatewayEvent::type)).contains("link.up", "link.down");

    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "who has the guest?"));
    Received question = lab.guest.expectArp();
    assertThat(question.arp().operation()).isEqualTo(ArpView.REQUEST);
    assertThat(question.arp().targetIp()).isEqualTo(GUEST);
    lab.guest.arp(ROUTER);
    lab.host(() -> host.says("we have it"));
    assertThat(connection.hears().text()).isEqualTo("we have it");
    connection.ack();
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("RFC 1122, 2.3.2.1: nobody is asked for more than once a second")
  void asksOnceASecond() {
    lab.guest.udp(5000, WORLD, 7, "x");
    lab.link.replug();
    for (int i = 0; i < 100; i++) {
      lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "answer"));
    }
    lab.guest.expectArp();
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NO_RECEIVER)).isEqualTo(100);
    lab.after(Duration.ofSeconds(1));
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "answer"));
    lab.guest.expectArp();
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("unplugged: half a datagram is given up, and nobody is told later")
  void fragments() {
    lab.guest.send(lab.guest.to(WORLD).fragment(IpProtocol.UDP, 1, 0, true, new byte[64]));
    lab.link.replug();
    assertThat(lab.dropped(DropReason.NO_PEER)).isEqualTo(1);
    lab.after(Duration.ofMinutes(1));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.FRAGMENT_TIMEOUT)).isZero();
  }

  @Test
  @DisplayName("a guest that stands still gets nothing, and all of it when it goes on")
  void resumes() {
    Segments first = lab.connection(4000, WORLD, 80);
    final ScriptedOutside.Host toFirst = lab.establish(first);
    Segments second = lab.connection(4001, WORLD, 80);
    final ScriptedOutside.Host toSecond = lab.establish(second);
    lab.link.shut();
    lab.host(() -> toFirst.says("one"));
    lab.host(() -> toSecond.says("two"));
    lab.host(() -> toFirst.finishes());
    lab.after(Duration.ofSeconds(30));
    lab.guest.expectNothing();

    lab.link.reopen();
    assertThat(first.hears().text()).isEqualTo("one");
    Received rest = second.hears();
    if (rest.text().isEmpty()) { // the FIN of the first came on its own
      rest = second.hears();
    }
    assertThat(rest.text()).isEqualTo("two");
    first.ack();
    second.ack();
    lab.guest.takeAll();
    lab.host(() -> toSecond.says("more"));
    assertThat(second.hears().text()).isEqualTo("more");
  }

  @Test
  @DisplayName("a connection that ended while the link stood still is not woken")
  void endedMeanwhile() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    lab.link.shut();
    lab.host(() -> host.says("never read"));
    connection.resets();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    lab.link.reopen();
    lab.guest.expectNothing();
    lab.stillWorks();
  }
}
