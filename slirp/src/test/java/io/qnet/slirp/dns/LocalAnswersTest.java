package io.qnet.slirp.dns;

import static io.qnet.slirp.dns.Query.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the host's own table answers. */
class LocalAnswersTest {
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int MX = 15;
  private static final int AAAA = 28;
  private static final int ANY = 255;

  private Lab lab = new Lab();

  @AfterEach
  void nothingLeftTheHost() {
    assertThat(lab.outside.flows).isEmpty();
    lab.over();
  }

  private List<String> records(String name, int type) {
    lab.asks(query(0xbeef, name, type));
    Answer answer = lab.answer();
    assertThat(answer.id()).isEqualTo(0xbeef);
    assertThat(answer.rcode()).isZero();
    return answer.records();
  }

  @Test
  @DisplayName("A and AAAA of names in the table; every other type of such a name is empty")
  void forward() {
    assertThat(records("www.lab.example", A)).containsExactly("A 192.0.2.80", "A 192.0.2.81");
    assertThat(records("www.lab.example", AAAA)).isEmpty();
    assertThat(records("www.lab.example", MX)).isEmpty();
    assertThat(records("box", ANY)).containsExactly("A 10.0.2.2", "AAAA fec0::2");
  }

  @Test
  @DisplayName("The host at its loopback address is the gateway to a guest")
  void theHostItself() {
    assertThat(records("box.lab.example", A)).containsExactly("A 10.0.2.2");
    assertThat(records("box", AAAA)).containsExactly("AAAA fec0::2");
  }

  @Test
  @DisplayName("RFC 6761, 6.3: localhost is the asker, whatever the table says")
  void localhost() {
    assertThat(records("localhost", A)).containsExactly("A 127.0.0.1");
    assertThat(records("ip6-localhost", AAAA)).containsExactly("AAAA ::1");
    assertThat(records("anything.localhost", A)).containsExactly("A 127.0.0.1");
    assertThat(records("1.0.0.127.in-addr.arpa", PTR)).containsExactly("PTR localhost");
  }

  @Test
  @DisplayName("RFC 1035, 3.5 and RFC 3596, 2.5: PTR")
  void reverse() {
    assertThat(records("80.2.0.192.in-addr.arpa", PTR)).containsExactly("PTR www.lab.example");
    assertThat(records("2.2.0.10.in-addr.arpa", PTR)).containsExactly("PTR box.lab.example");
    assertThat(records("2." + "0.".repeat(27) + "0.c.e.f.ip6.arpa", PTR))
        .containsExactly("PTR box");
    assertThat(records("80.2.0.192.in-addr.arpa", A)).isEmpty();
  }

  @Test
  @DisplayName("Case does not matter, and the question comes back letter for letter (RFC 4343)")
  void letters() {
    lab.asks(query(1, "WwW.LaB.eXample", A));
    Answer answer = lab.answer();
    assertThat(answer.question()).isEqualTo("WwW.LaB.eXample");
    assertThat(answer.records()).hasSize(2);
    assertThat(answer.flags()).isEqualTo(0x8580);
  }

  @Test
  @DisplayName("More addresses than 512 octets hold: truncated, RFC 1035, 4.2.1")
  void truncated() {
    List<IpAddress> many =
        IntStream.range(0, 100)
            .mapToObj(i -> IpAddress.parse("192.0.2." + i))
            .collect(Collectors.toList());
    lab = new Lab(HostNames.none().plus(Map.of("many.example", many)));
    lab.asks(query(1, "many.example", A));
    ByteBuf octets = lab.answers.element();
    assertThat(octets.readableBytes()).isBetween(500, 512);
    Answer answer = lab.answer();
    assertThat(answer.flags() & 0x0200).isNotZero();
    assertThat(answer.records()).hasSize(30);
  }
}
