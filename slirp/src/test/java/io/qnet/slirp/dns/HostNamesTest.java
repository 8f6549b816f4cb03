package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** hosts(5) and resolv.conf(5), as text. */
class HostNamesTest {
  @Test
  @DisplayName("Comments, blanks, tabs, capitals, final dots and nonsense")
  void untidy() {
    HostNames names =
        HostNames.parse(
            """

            # 192.0.2.1 commented
            \t192.0.2.2\tUpper.Example.  alias#comment
            not-an-address some.name
            192.0.2.3
            192.0.2.4 bad..name ok.name %s
            fe80::1%%eth0 scoped
            """
                .formatted("x".repeat(64)),
            Lab.GATEWAY);
    assertThat(names.addresses("upper.example")).hasToString("[192.0.2.2]");
    assertThat(names.addresses("alias")).hasToString("[192.0.2.2]");
    assertThat(names.addresses("ok.name")).hasToString("[192.0.2.4]");
    assertThat(names.addresses("scoped")).hasToString("[fe80::1]");
    assertThat(names.knows("commented")).isFalse();
    assertThat(names.knows("some.name")).isFalse();
    assertThat(names.knows("bad..name")).isFalse();
    assertThat(names.knows("x".repeat(64))).isFalse();
  }

  @Test
  @DisplayName("Names at a loopback address are left out where the guest has no such family")
  void missingFamily() {
    String text = "::1 box\n127.0.0.2 box\n";
    HostNames four =
        HostNames.parse(text, new HostNames.Gateway(Ipv4Address.parse("10.0.2.2"), null));
    assertThat(four.addresses("box")).hasToString("[10.0.2.2]");
    assertThat(HostNames.parse(text, new HostNames.Gateway(null, null)).knows("box")).isFalse();
  }

  @Test
  @DisplayName("Names given by the lab come before those of the file")
  void extra() {
    HostNames names = HostNames.parse("192.0.2.1 a\n192.0.2.2 b", Lab.GATEWAY);
    HostNames both = names.plus(Map.of("A", List.of(IpAddress.parse("192.0.2.2"))));
    assertThat(both.addresses("a")).hasToString("[192.0.2.2, 192.0.2.1]");
    assertThat(both.reverse("2.2.0.192.in-addr.arpa")).isEqualTo("a");
    assertThat(names.addresses("a")).hasToString("[192.0.2.1]");
  }

  @Test
  @DisplayName("nameserver lines: three at most, without scopes; 127.0.0.1 if there are none")
  void resolvers() {
    String text =
        """
        # nameserver 192.0.2.9
        domain lab.example
        nameserver fe80::1%eth0
        nameserver 192.0.2.1
        nameserver\t2001:db8::1   trailing
        nameserver nonsense
        nameserver
        nameserver 192.0.2.3
        nameserver 192.0.2.4
        """;
    assertThat(Resolvers.parse(text).addresses())
        .hasToString("[192.0.2.1, 2001:db8::1, 192.0.2.3]");
    assertThat(Resolvers.parse("search a\n").addresses()).containsExactly(Ipv4Address.LOOPBACK);
    assertThatThrownBy(() -> new Resolvers(List.of())).hasMessageContaining("127.0.0.1");
  }
}
