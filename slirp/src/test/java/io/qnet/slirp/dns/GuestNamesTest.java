package io.qnet.slirp.dns;

import static io.qnet.slirp.dns.Query.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.Ipv4Address;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests call themselves, and a name server that asks nobody. */
class GuestNamesTest {
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int AAAA = 28;
  private static final int REFUSED = 5;
  private static final Ipv4Address FIRST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address SECOND = Ipv4Address.parse("10.0.2.16");

  private final Lab lab = Lab.alone();

  @AfterEach
  void nothingLeftTheHost() {
    assertThat(lab.outside.flows).isEmpty();
    assertThat(lab.outside.attempts).isEmpty();
    lab.over();
  }

  private List<String> records(String name, int type) {
    lab.asks(query(1, name, type));
    Answer answer = lab.answer();
    assertThat(answer.rcode()).isZero();
    assertThat(answer.flags()).as("no recursion").isEqualTo(0x8500);
    return answer.records();
  }

  private int refusal(String name) {
    lab.asks(query(1, name, A));
    Answer answer = lab.answer();
    assertThat(answer.records()).isEmpty();
    assertThat(answer.question()).isEqualTo(name);
    return answer.rcode();
  }

  @Test
  @DisplayName("a guest is found by its name, with the network's domain and without, and backwards")
  void found() {
    lab.guests.add(FIRST, "Web");
    assertThat(records("web", A)).containsExactly("A 10.0.2.15");
    assertThat(records("WEB.lab.test", A)).containsExactly("A 10.0.2.15");
    assertThat(records("web", AAAA)).isEmpty();
    assertThat(records("15.2.0.10.in-addr.arpa", PTR)).containsExactly("PTR web.lab.test");
    assertThat(refusal("web.example")).isEqualTo(REFUSED);
  }

  @Test
  @DisplayName("a name is the first one's, until it goes or calls itself otherwise")
  void first() {
    lab.guests.add(FIRST, "web");
    lab.guests.add(SECOND, "web");
    assertThat(records("web", A)).containsExactly("A 10.0.2.15");
    lab.guests.add(FIRST, "db");
    assertThat(refusal("web")).isEqualTo(REFUSED);
    lab.guests.add(SECOND, "web");
    assertThat(records("web", A)).containsExactly("A 10.0.2.16");
    lab.guests.remove(FIRST);
    assertThat(refusal("db")).isEqualTo(REFUSED);
    assertThat(refusal("15.2.0.10.in-addr.arpa")).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "a.b", "www.example", "a b", "a_b", "-a", "a-", "\u00e4"})
  @DisplayName("what is no label of letters, digits and hyphens is no name")
  void noName(String name) {
    lab.guests.add(FIRST, name);
    assertThat(refusal("15.2.0.10.in-addr.arpa")).isEqualTo(REFUSED);
  }

  @Test
  @DisplayName("the host's names are not for guests to take")
  void hostFirst() {
    lab.guests.add(FIRST, "box");
    lab.guests.add(SECOND, "localhost");
    assertThat(records("box", A)).containsExactly("A 10.0.2.2");
    assertThat(records("localhost", A)).containsExactly("A 127.0.0.1");
  }

  @Test
  @DisplayName("without recursion the world's names are refused, over TCP too")
  void refused() {
    assertThat(refusal("world.example")).isEqualTo(REFUSED);
    assertThat(records("www.lab.example", A)).hasSize(2);
    ScriptedOutside.Stream guest = lab.connects();
    lab.burst.run(() -> guest.brings(DnsFrames.frame(query(2, "world.example", A))));
    Answer answer = Answer.read(Objects.requireNonNull(guest.next()));
    assertThat(answer.rcode()).isEqualTo(REFUSED);
  }
}
