package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest made from the real archive. Needs a network. */
@Tag("qemu")
class GuestBuilderIT {

  @Test
  @DisplayName("a second build of the same kernel does nothing")
  void upToDate() throws Exception {
    MicroGuest guest = BuiltGuest.get();
    List<String> progress = new ArrayList<>();
    GuestBuilder builder =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), progress::add);
    MicroGuest again = builder.build(false);
    assertThat(again.recipe()).isEqualTo(guest.recipe());
    assertThat(builder.build(false)).isEqualTo(again);
    assertThat(progress).last().asString().startsWith("up to date: linux-image-");
    assertThat(again.unpacked()).isTrue();
    assertThat(again.octets()).isLessThan(100_000_000);
  }

  @Test
  @DisplayName("without the host's package lists, lists of our own find kernel and busybox")
  void ownLists(@TempDir Path folder) throws Exception {
    Apt apt = Apt.open(folder, progress -> {}, Architecture.X86_64);
    try {
      apt.refresh();
    } catch (MissingProgramException e) {
      abort(e.toString());
    }
    assertThat(apt.refreshed()).isTrue();
    assertThat(PackagedKernel.resolve(apt).identity()).startsWith("linux-image-");
    Busybox busybox = Busybox.download(apt, folder);
    assertThat(busybox.program()).startsWith(folder);
    assertThat(busybox.version()).startsWith("BusyBox v1.");
    assertThat(Program.of(busybox.program().toString(), "true").run().ok()).isTrue();
    assertThat(apt.candidate("no-such-package")).isEmpty();
  }
}
