package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.lab.Lab;
import io.qnet.launcher.lab.LabMachine;
import io.qnet.launcher.lab.LabReader;
import io.qnet.launcher.lab.LabReader.Reading;
import io.qnet.launcher.lab.LabWriter;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines for {@code qnet run} that translations come with, given to {@code qnet run}. */
@DisplayName("qnet run understands what qnet translate says, as words and as a lab file")
class TranslatedRunTest {
  private final Path runtime;

  TranslatedRunTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-hda a.img -cdrom cd.iso -boot d -m 1G -smp 2 -k fr -vga cirrus",
        "-net nic,model=rtl8139 -net user,hostname=lab -redir tcp:10022::22",
        "-net nic -net tap,ifname=tap0,script=no",
        "-net nic -net bridge,br=br0",
        "-hda a.img -daemonize",
        "-net nic -net vde,sock=/tmp/lab.ctl",
        "-net none -snapshot -hda a.qcow2",
        "-net nic,macaddr=52:54:00:12:34:57 -net user -usbdevice tablet -localtime",
        "-net nic,vlan=0 -net user,vlan=0 -net nic,vlan=1 -net user,vlan=1",
        "-no-kvm -vnc 127.0.0.1:1 -soundhw ac97",
        "-kernel bzImage -initrd i.gz -append 'console=ttyS0 quiet' -nographic"
      })
  void runs(String old) throws IOException {
    for (String file : List.of("a.img", "cd.iso", "a.qcow2", "bzImage", "i.gz")) {
      Files.createFile(runtime.resolve(file));
    }
    List<String> words =
        new ArrayList<>(
            Translator.translate("qemu-system-x86_64 " + old, new QemuVersion(7, 2, 22), Set.of())
                .runWords());
    words.remove(0);
    words.add(1, "--dry-run");
    Invocation run = Invocation.of(runtime, words.toArray(new String[0]));
    assertThat(run.exitCode()).as(words + "\n" + run.err()).isZero();
    assertThat(run.out()).contains("qemu-system-x86_64");
    assertThat(dryRunOfLab(words.subList(2, words.size()))).isEqualTo(run);
  }

  /** The same words by way of a lab file: written, read, and given to {@code qnet run}. */
  private Invocation dryRunOfLab(List<String> words) throws IOException {
    String text = LabWriter.write(new Lab(List.of(LabMachine.of("vm1", words))));
    Reading reading = LabReader.read(Files.writeString(runtime.resolve("lab.yaml"), text), false);
    assertThat(reading.mistakes()).as(text).isEmpty();
    List<String> command = new ArrayList<>(reading.lab().machines().get(0).command());
    command.remove(0);
    command.add(1, "--dry-run");
    return Invocation.of(runtime, command.toArray(new String[0]));
  }
}
