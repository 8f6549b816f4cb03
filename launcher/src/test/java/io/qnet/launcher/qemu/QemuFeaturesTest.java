package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.qemu.QemuFeatures.Question;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the QEMUs of Debian 11, 12 and 13 say of themselves, as recorded from them. */
class QemuFeaturesTest {
  @Test
  @DisplayName("5.2 has no stream; 7.2 and 10.0 have")
  void streams() throws IOException {
    assertThat(recorded("5.2").stream()).isFalse();
    assertThat(recorded("7.2").stream()).isTrue();
    assertThat(recorded("10.0").stream()).isTrue();
    assertThat(recorded("10.0").version()).isEqualTo(new QemuVersion(10, 0, 13));
  }

  @Test
  @DisplayName("lists are read, headings and prose are not")
  void lists() throws IOException {
    assertThat(recorded("7.2").netdevs())
        .containsExactlyInAnyOrder(
            "socket",
            "stream",
            "dgram",
            "hubport",
            "tap",
            "user",
            "l2tpv3",
            "vde",
            "bridge",
            "vhost-user",
            "vhost-vdpa");
    assertThat(recorded("7.2").vgas())
        .containsExactlyInAnyOrder("none", "std", "cirrus", "vmware", "qxl", "virtio");
    assertThat(recorded("10.0").displays()).containsExactlyInAnyOrder("none", "curses");
    assertThat(recorded("7.2").accelerators()).containsExactlyInAnyOrder("tcg", "kvm");
    assertThat(recorded("7.2").machines()).contains("pc", "q35", "microvm", "pc-q35-7.2", "isapc");
  }

  @Test
  @DisplayName(
      "of all devices only network cards are cards, under each of their names, with its bus")
  void cards() throws IOException {
    Map<String, String> cards = recorded("7.2").cards();
    assertThat(cards)
        .containsEntry("e1000", "PCI")
        .containsEntry("e1000-82540em", "PCI")
        .containsEntry("virtio-net", "PCI")
        .containsEntry("virtio-net-device", "virtio-bus")
        .containsEntry("ne2k_isa", "ISA")
        .containsEntry("usb-net", "usb-bus")
        .doesNotContainKeys("usb-tablet", "VGA", "virtio-blk-pci", "e100");
  }

  @Test
  @DisplayName("a QEMU that says nothing can do nothing")
  void silent() {
    QemuFeatures features = QemuFeatures.parse(new QemuVersion(1, 0, 0), Map.of());
    assertThat(features.netdevs()).isEmpty();
    assertThat(features.cards()).isEmpty();
  }

  private static QemuFeatures recorded(String version) throws IOException {
    Map<Question, String> answers = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      answers.put(question, resource(version, question.word()));
    }
    return QemuFeatures.parse(
        QemuVersion.parse(resource(version, "version")).orElseThrow(), answers);
  }

  private static String resource(String version, String name) throws IOException {
    String path = "probe/" + version + "/" + name + ".txt";
    try (InputStream in =
        Objects.requireNonNull(QemuFeaturesTest.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
