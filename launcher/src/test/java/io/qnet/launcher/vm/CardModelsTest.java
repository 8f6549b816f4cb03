package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.QemuFeatures;
import io.qnet.launcher.qemu.QemuFeatures.Question;
import io.qnet.launcher.qemu.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cards of recorded QEMUs, on the boards of qnet run. */
@DisplayName("A network card")
class CardModelsTest {
  @ParameterizedTest(name = "QEMU {0}, {1}: not {2}")
  @DisplayName("is refused where the board has no bus for it, or no cable fits it; no other is")
  @CsvSource({
    "5.2, pc, pvrdma rocker virtio-net-device",
    "7.2, pc, pvrdma rocker virtio-net-device",
    "10.0, pc, rocker virtio-net-device xen-net-device",
    "7.2, virt, ne2k_isa pvrdma rocker usb-net",
    "7.2, '', pvrdma rocker"
  })
  void fits(String version, String board, String refused) throws IOException {
    QemuFeatures features = recorded(version);
    CardModels models = new CardModels(features, board);
    TreeSet<String> not = new TreeSet<>();
    for (String card : features.cards().keySet()) {
      try {
        models.require(card);
      } catch (Failure told) {
        not.add(card);
      }
    }
    assertThat(String.join(" ", not)).isEqualTo(refused);
    Failure unknown = catchThrowableOfType(Failure.class, () -> models.require("none-such"));
    assertThat(unknown.remedy().split("[ ,]+"))
        .contains("e1000", "vmxnet3")
        .doesNotContain(refused.split(" "));
  }

  @Test
  @DisplayName("keeps its properties")
  void properties() throws IOException {
    CardModels models = new CardModels(recorded("7.2"), "pc");
    assertThatCode(() -> models.require("virtio-net-pci,mq=on")).doesNotThrowAnyException();
  }

  private static QemuFeatures recorded(String version) throws IOException {
    String name = "/io/qnet/launcher/qemu/probe/" + version + "/device.txt";
    try (InputStream in = Objects.requireNonNull(CardModelsTest.class.getResourceAsStream(name))) {
      String devices = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return QemuFeatures.parse(new QemuVersion(7, 2, 0), Map.of(Question.DEVICE, devices));
    }
  }
}
