package io.qnet.tap.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.tap.host.ScriptedHost;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What may stand in the way is told, with what to type")
class FoesTest {
  private static final String DROPPING =
      """
      {"chain":{"family":"ip","table":"filter","name":"FORWARD","type":"filter","hook":"forward",
       "prio":0,"policy":"drop"}}""";
  private static final String DOCKER =
      """
      {"chain":{"family":"ip","table":"filter","name":"DOCKER-USER"}}""";

  private final ScriptedHost host = new ScriptedHost();

  private List<String> notes(String... objects) throws Exception {
    host.says("nft -j list ruleset", "{\"nftables\": [" + String.join(",", objects) + "]}");
    return Foes.notes("lab", true, host);
  }

  @Test
  @DisplayName("nothing to tell on a plain host")
  void plain() throws Exception {
    assertThat(notes()).isEmpty();
  }

  @Test
  @DisplayName("Docker's FORWARD DROP")
  void docker() throws Exception {
    assertThat(notes(DROPPING, DOCKER))
        .singleElement()
        .asString()
        .startsWith("Docker drops all that is forwarded")
        .contains("iptables -I DOCKER-USER -i lab -j ACCEPT; iptables -I DOCKER-USER -o lab");
  }

  @Test
  @DisplayName("somebody's iptables")
  void iptables() throws Exception {
    assertThat(notes(DROPPING))
        .singleElement()
        .asString()
        .startsWith("iptables drops or rejects")
        .contains("iptables -I FORWARD -i lab -j ACCEPT");
    assertThat(notes(DROPPING.replace("drop", "accept"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'reject':{'type':'icmp','expr':'host-prohibited'}} | true",
        "{'counter':null},{'drop':null} | true",
        "{'counter':null},{'xt':{'type':'target','name':'REJECT'}} | true",
        "{'match':{'left':1}},{'drop':null} | false",
        "{'accept':null} | false",
        "{'jump':{'target':'END'}} | true",
        "{'goto':{'target':'FORWARD'}} | false",
      })
  @DisplayName("a policy that accepts, and a rule that refuses whatever comes to it")
  void lastRule(String words, boolean told) throws Exception {
    String rule =
        "{'rule':{'family':'ip','table':'filter','chain':'%s','expr':[%s]}}".replace('\'', '"');
    assertThat(
            notes(
                DROPPING.replace("drop", "accept"),
                rule.formatted("FORWARD", words.replace('\'', '"')),
                rule.formatted("END", "{\"reject\":null}")))
        .hasSize(told ? 1 : 0);
  }

  @Test
  @DisplayName("with CAP_NET_ADMIN alone, what is root's to read is left out, and that is said")
  void adminAlone() throws Exception {
    host.unreadable("/proc/net/ip_tables_names");
    assertThat(notes())
        .containsExactly(
            "whether iptables-legacy has rules here was not looked at: that takes root");
  }

  @Test
  @DisplayName("iptables-legacy, which nft does not see")
  void legacy() throws Exception {
    host.file("/proc/net/ip_tables_names", "nat\nfilter");
    assertThat(notes()).singleElement().asString().contains("iptables-legacy -L FORWARD");
  }

  @Test
  @DisplayName("somebody's nf_tables")
  void others() throws Exception {
    assertThat(notes(DROPPING.replace("\"ip\"", "\"inet\"")))
        .singleElement()
        .asString()
        .startsWith("chain FORWARD of table inet filter drops")
        .contains("nft insert rule inet filter FORWARD iifname lab accept");
  }

  @Test
  void firewalld() throws Exception {
    assertThat(notes("{\"table\":{\"family\":\"inet\",\"name\":\"firewalld\"}}"))
        .singleElement()
        .asString()
        .contains("firewall-cmd --zone=trusted --change-interface=lab");
  }

  @Test
  @DisplayName("br_netfilter, and NetworkManager")
  void bridging() throws Exception {
    host.file("/proc/sys/net/bridge/bridge-nf-call-iptables", "1")
        .file("/run/NetworkManager/system-connections", "");
    assertThat(notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("sysctl -w net.bridge.bridge-nf-call-iptables=0"))
        .anyMatch(note -> note.contains("nmcli device set lab managed no"));
  }

  @Test
  @DisplayName("without root nobody sees rules: that is said")
  void unprivileged() throws Exception {
    host.unprivileged();
    assertThat(notes(DROPPING))
        .containsExactly("the rules of this host were not looked at: that takes root");
  }
}
