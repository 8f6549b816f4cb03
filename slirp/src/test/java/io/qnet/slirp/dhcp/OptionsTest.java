package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.discover;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.slirp.dhcp.Conversation.Reply;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers carry besides an address. */
class OptionsTest {
  private static DhcpSettings.Builder everything() {
    return Conversation.userMode()
        .hostName("guest")
        .domainName("lab.example")
        .searchDomains(List.of("eng.apple.com", "marketing.apple.com"))
        .mtu(65520)
        .bootFile("pxelinux.0")
        .bootServerName("boot.example");
  }

  private final List<Conversation> talks = new ArrayList<>();

  @AfterEach
  void nothingElseWasSent() {
    talks.forEach(Conversation::over);
  }

  private Reply offer(DhcpSettings.Builder settings, Message message) {
    Conversation talk = new Conversation(settings);
    talks.add(talk);
    return talk.says(message).answer(DhcpMessageType.OFFER);
  }

  @Test
  @DisplayName("Who does not ask gets everything")
  void unasked() {
    Reply offer = offer(everything(), discover(ALICE));
    assertThat(offer.codes())
        .containsExactly(53, 54, 51, 58, 59, 1, 3, 6, 12, 15, 26, 28, 66, 67, 119);
    assertThat(offer.text(DhcpOption.HOST_NAME)).isEqualTo("guest");
    assertThat(offer.text(DhcpOption.DOMAIN_NAME)).isEqualTo("lab.example");
    assertThat(offer.options().number(DhcpOption.MTU)).isEqualTo(65520);
    assertThat(offer.view().buf().toString(108, 10, StandardCharsets.US_ASCII))
        .isEqualTo("pxelinux.0");
  }

  @Test
  @DisplayName("RFC 2132, 9.8: who asks gets that, in that order, after what everybody gets")
  void asked() {
    Reply offer = offer(everything(), discover(ALICE).option(55, 119, 26, 3, 1, 42, 3, 121));
    assertThat(offer.codes()).containsExactly(53, 54, 51, 58, 59, 1, 119, 26, 3);
  }

  @Test
  @DisplayName("What is not set is not sent: restricted guests get no router and no name server")
  void restricted() {
    Reply offer = offer(Conversation.userMode().router(null).dns(null), discover(ALICE));
    assertThat(offer.codes()).containsExactly(53, 54, 51, 58, 59, 1, 28);
  }

  @ParameterizedTest
  @CsvSource({
    "'',pxelinux.0,10.0.2.2,",
    "boot.example,pxelinux.0,10.0.2.2,",
    "10.0.2.9,pxelinux.0,10.0.2.9,",
    "999.0.2.9,pxelinux.0,10.0.2.2,",
    "'',http://10.0.2.2/boot.efi,10.0.2.2,HTTPClient",
    "'',https://boot.example/x,10.0.2.2,HTTPClient"
  })
  @DisplayName("a boot server that is an address is the next server; a URL is for HTTP clients")
  void boot(String server, String file, String nextServer, String vendorClass) {
    Reply offer =
        offer(
            Conversation.userMode().bootServerName(server).bootFile(file),
            discover(ALICE).option(55, 1, 3, 66, 67));
    assertThat(offer.view().nextServer()).hasToString(nextServer);
    assertThat(offer.text(DhcpOption.BOOT_FILE)).isEqualTo(file);
    assertThat(offer.codes().contains(DhcpOption.VENDOR_CLASS)).isEqualTo(vendorClass != null);
    if (vendorClass != null) {
      assertThat(offer.text(DhcpOption.VENDOR_CLASS)).isEqualTo(vendorClass);
    }
  }

  @Test
  @DisplayName("RFC 6842: the client identifier comes back")
  void identifier() {
    Reply offer = offer(everything(), discover(ALICE).option(61, 0, 'x', 'y'));
    assertThat(offer.options().octets(61)).containsExactly(0, 'x', 'y');
  }

  @Test
  @DisplayName(
      "RFC 2132, 9.10: 548 octets unless the client takes more; what does not fit is left out")
  void size() {
    DhcpSettings.Builder big =
        everything()
            .domainName("d".repeat(255))
            .searchDomains(List.of("x".repeat(63) + "." + "y".repeat(63), "z".repeat(60)));
    Reply small = offer(big, discover(ALICE));
    assertThat(small.view().available()).isLessThanOrEqualTo(548);
    assertThat(small.codes()).contains(3, 6, 67).doesNotContain(15);
    Reply roomy = offer(big, discover(ALICE).option(57, 0x05, 0xdc));
    assertThat(roomy.codes()).contains(15, 119);
    assertThat(roomy.view().available()).isBetween(548, 1472);
    Reply tiny = offer(big, discover(ALICE).option(57, 0, 1));
    assertThat(tiny.codes()).isEqualTo(small.codes());
  }

  @Test
  @DisplayName("RFC 3397, 2: the example of the RFC, compressed")
  void searchList() {
    byte[] octets = DomainSearch.encode(List.of("eng.apple.com.", "marketing.apple.com."));
    assertThat(octets)
        .containsExactly(
            "\3eng\5apple\3com\0\11marketing\300\4".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(DomainSearch.encode(List.of("a.b", "a.b")))
        .containsExactly("\1a\1b\0\300\0".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  @DisplayName("RFC 3396: a search list of more than 255 octets is cut into pieces")
  void longSearchList() {
    List<String> domains = List.of("a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(63));
    Message message = discover(ALICE).option(57, 0x05, 0xdc).option(55, 119);
    Reply offer = offer(Conversation.userMode().searchDomains(domains), message);
    assertThat(offer.codes()).containsExactly(53, 54, 51, 58, 59, 1, 119, 119);
    byte[] joined = Objects.requireNonNull(offer.options().octets(119));
    assertThat(joined).containsExactly(DomainSearch.encode(domains)).hasSize(260);
  }

  @Test
  @DisplayName("Settings that cannot be are refused, with what to do")
  void settings() {
    assertRefused(Conversation.userMode().searchDomains(List.of("a..")), "is not a domain");
    assertRefused(Conversation.userMode().searchDomains(List.of("")), "is not a domain");
    assertRefused(Conversation.userMode().searchDomains(List.of("x".repeat(64))), "not a domain");
    assertRefused(Conversation.userMode().first(Ipv4Address.parse("10.0.3.15")), "10.0.2.0/24");
    assertRefused(Conversation.userMode().first(Ipv4Address.parse("10.0.2.255")), "10.0.2.0/24");
    assertRefused(Conversation.userMode().mtu(67), "between 68 and 65535");
    assertRefused(Conversation.userMode().leaseSeconds(59), "60 s at least");
    assertRefused(Conversation.userMode().bootFile("x".repeat(128)), "127 ASCII characters");
    assertRefused(Conversation.userMode().hostName("h\n"), "ASCII characters");
    Ipv4Address same = Ipv4Address.parse("10.0.2.20");
    assertRefused(
        Conversation.userMode().fixed(Map.of(ALICE, same, Message.BOB, same)), "the same fixed");
  }

  private static void assertRefused(DhcpSettings.Builder settings, String because) {
    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }
}
