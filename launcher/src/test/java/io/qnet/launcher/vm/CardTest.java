package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.MacAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Addresses and wiring of cards. */
class CardTest {
  @Test
  @DisplayName("a machine's card always has the same address, and no other machine's has it")
  void macs() {
    assertThat(Card.mac("vm1", 0)).isEqualTo(Card.mac("vm1", 0)).isEqualTo("52:54:00:6d:ec:2b");
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      for (int card = 0; card < 4; card++) {
        String mac = Card.mac("vm" + i, card);
        assertThat(MacAddress.parse(mac).isGroup()).isFalse();
        all.add(mac);
      }
    }
    assertThat(all).hasSize(200);
  }

  @Test
  @DisplayName("only a virtio card on a TAP device is wired without a hub")
  void straight() {
    assertThat(card("virtio-net-pci", "tap,ifname=t0").straight()).isTrue();
    assertThat(card("virtio-net-pci", "bridge,br=br0").straight()).isTrue();
    assertThat(card("e1000", "tap,ifname=t0").straight()).isFalse();
    assertThat(card("virtio-net-pci", "user").straight()).isFalse();
    assertThat(card("virtio-net-pci", "user,native").straight()).isFalse();
  }

  private static Card card(String model, String mode) {
    return new Card(0, model, Card.mac("vm1", 0), NetMode.parse(mode));
  }
}
