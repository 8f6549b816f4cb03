package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.vde.stp.PortSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ports are told, in words. */
class PortOrderTest {
  private final SwitchLab lab = new SwitchLab(3);

  private boolean tell(int port, String words) {
    return PortOrder.parse(words).apply(lab.bridge, port);
  }

  @Test
  @DisplayName("words add up, are shown, and are taken back with off")
  void words() {
    assertThat(tell(2, "edge guard=root cost=7 storm=100")).isTrue();
    assertThat(tell(2, "macs=2 isolated")).isTrue();
    assertThat(lab.port(2).rules()).isEqualTo("cost=7 edge guard=root isolated macs=2 storm=100");
    PortSettings tree = lab.bridge.tree().settings(2);
    assertThat(tree.edge()).isTrue();
    assertThat(tree.guard()).isEqualTo(PortSettings.Guard.ROOT);
    assertThat(tree.pathCost()).isEqualTo(7);
    tell(2, "guard=off edge=off macs=off storm=off isolated=off");
    assertThat(lab.port(2).rules()).isEqualTo("cost=7");
    assertThat(lab.bridge.tree().settings(2).edge()).isFalse();
    assertThat(tell(99, "edge")).isFalse();
    assertThat(PortOrder.parse("  storm=5   edge ")).hasToString("edge storm=5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      ''                | nothing is said
      fast              | cannot be told 'fast'
      edge=yes          | write edge or edge=off
      guard=all         | a guard is root, bpdu, filter or off
      cost=0            | a path cost is 1 to 200000000
      priority=7        | in steps of 16
      storm=0           | would let nothing pass
      storm=x           | a whole number is needed
      macs=-1           | a whole number is needed
      pin=01:00:5e:0:0:1| no station is called that
      vlan=1 trunk=2    | write one of both
      native=5          | write trunk=10,20 before
      trunk=1,5000      | a whole number is needed, at most 4093
      """)
  @DisplayName("what makes no sense is refused with what to write")
  void refused(String words, String complaint) {
    assertThatThrownBy(() -> PortOrder.parse(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  @DisplayName("off takes back a VLAN, a trunk, a cost; words of VLANs take the place of others")
  void takenBack() {
    tell(1, "vlan=10 cost=7 priority=16");
    assertThat(tell(1, "trunk=20")).isTrue();
    assertThat(lab.port(1).rules()).isEqualTo("cost=7 priority=16 trunk=20");
    tell(1, "trunk=off cost=off priority=off");
    assertThat(lab.port(1).rules()).isEmpty();
    assertThat(lab.port(1).untagged()).isZero();
    assertThat(lab.bridge.tree().settings(1)).isEqualTo(PortSettings.DEFAULT);
    tell(1, "vlan=10");
    tell(1, "vlan=off");
    assertThat(lab.port(1).untagged()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      mirror=2   | port 2 cannot listen to itself
      mirror=900 | the switch has
      """)
  @DisplayName("a mirror of itself, or of what is not there, is refused and changes nothing")
  void mirrors(String words, String complaint) {
    assertThatThrownBy(() -> tell(2, words + " isolated"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
    assertThat(lab.port(2).rules()).isEmpty();
    lab.nothingLeft();
  }

  @Test
  @DisplayName("a port group takes no port with VLANs or other cables, and gives back what it took")
  void groups() {
    PortGroup students = new PortGroup("students", 10);
    Owner owner = Owner.inside("lab");
    tell(4, "trunk=20,30");
    tell(5, "vlan=20");
    assertThat(lab.bridge.reserve(4, owner, students)).as("a trunk").isNull();
    assertThat(lab.bridge.reserve(5, owner, students)).as("another VLAN").isNull();
    assertThat(lab.bridge.reserve(1, owner, students)).as("cables of no group").isNull();
    assertThat(lab.port(4).tagged()).containsExactly(20, 30);
    Plug any = lab.plugIn(lab.bridge.reserve(VirtualSwitch.ANY_PORT, owner, students));
    assertThat(any.port()).isEqualTo(6);
    assertThat(lab.port(6).untagged()).isEqualTo(10);
    assertThat(lab.bridge.reserve(6, owner)).as("the group's").isNull();
    assertThat(lab.bridge.reserve(6, owner, new PortGroup("others", 10))).isNull();
    Plug second = lab.plugIn(lab.bridge.reserve(6, owner, students));
    any.close();
    assertThat(lab.port(6).untagged()).isEqualTo(10);
    second.close();
    assertThat(lab.port(6).untagged()).isZero();
    Plug third = lab.plugIn(lab.bridge.reserve(6, owner, students));
    tell(6, "vlan=30");
    third.close();
    assertThat(lab.port(6).untagged()).as("said meanwhile").isEqualTo(30);
    lab.nothingLeft();
  }

  @Test
  @DisplayName(
      "a trunk with a native VLAN: that one without a tag, the others with; tags of both in")
  void trunk() {
    tell(1, "vlan=10");
    tell(2, "trunk=10,20 native=10");
    tell(3, "trunk=10,20");
    lab.say(1, "a>*");
    assertThat(lab.heard()).isEqualTo("{2=[a>*], 3=[a>*@10]}");
    lab.say(2, "b>*", "b>*@10", "b>*@20", "b>*@30");
    assertThat(lab.heard()).isEqualTo("{1=[b>*, b>*], 3=[b>*@10, b>*@10, b>*@20]}");
    lab.say(3, "c>*", "c>*@20");
    assertThat(lab.heard()).isEqualTo("{2=[c>*@20]}");
    lab.nothingLeft();
  }
}
