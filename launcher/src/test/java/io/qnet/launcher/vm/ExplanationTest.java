package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.cli.Failure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QEMU's words and what they mean. */
class ExplanationTest {
  @DisplayName("known messages")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          qemu: -netdev user,id=n: Could not set up host forwarding rule 'tcp::22-:22' | taken, or below 1024 | ss -ltnp
          qemu: -netdev user,id=n: Invalid host forwarding rule 'tcp::99999-:22' (Bad host port) | cannot read the rule | hostfwd=
          qemu: -drive file=a: Failed to get "write" lock | another machine uses this disk | --snapshot
          qemu: could not configure /dev/net/tun (tap0): Operation not permitted | another user's | ip tuntap add
          qemu: could not open /dev/net/tun: No such file or directory | no TAP devices | modprobe tun
          failed to parse default acl file `/etc/qemu/bridge.conf' | bridge helper may not | bridge.conf
          failed to get mtu of bridge `nosuch': No such device | no bridge of that name | ip -br link
          qemu: -netdev vde: Could not open vde: No such file or directory | no VDE switch | ls -l
          qemu: -display vnc=127.0.0.1:0: Failed to find an available port: Address already in use | has that port | vnc=:1
          Could not access KVM kernel module: No such file or directory | KVM cannot be used | qnet doctor
          qemu: -drive file=x: Could not open 'x': Permission denied | cannot be read or written | ls -l
          """)
  void known(String message, String meaning, String remedy) {
    Failure failure = Explanation.of("QEMU does not start", "qemu: warning: other\n" + message);
    assertThat(failure).hasMessage("QEMU does not start: " + message);
    assertThat(failure.meaning()).contains(meaning);
    assertThat(failure.remedy()).contains(remedy);
    assertThat(failure.exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("unknown ones go to the doctor; silence is said to be silence")
  void unknown() {
    assertThat(Explanation.of("QEMU ended with 1", "first\nno such thing").remedy())
        .isEqualTo("ask what they mean: qnet doctor --text 'no such thing'");
    assertThat(Explanation.of("QEMU was killed by signal 9", "").meaning())
        .isEqualTo("it did not say why");
  }
}
