package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuRun;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A micro-guest that does what it is told, line by line, and may reboot. */
final class SerialGuest implements AutoCloseable {
  private static final int PATIENCE_S = 150;
  private static final String SERVING = "serving";

  /** Behind the script of each boot: does each line, and says how that went. */
  private static final String OBEY =
      "\necho " + SERVING + "\nwhile read -r line; do eval \"$line\"; echo \"done $?\"; done\n";

  private final QemuRun qemu;
  private final BlockingQueue<String> lines;

  private SerialGuest(QemuRun qemu, BlockingQueue<String> lines) {
    this.qemu = qemu;
    this.lines = lines;
  }

  /**
   * Boots, and waits until {@code script} is done.
   *
   * @param script done at each boot
   * @param program of the host that is to be there, too
   * @param folder where its initramfs goes
   */
  static SerialGuest boot(MicroGuest guest, String script, String program, Path folder, Nic nic)
      throws Exception {
    Path initrd = folder.resolve("guest.cpio");
    Overlay.script(script + OBEY).program(program).append(guest.initramfs(), initrd);
    QemuCommand machine =
        QemuCommand.of(Qemu.find())
            .kernel(guest.kernel(), initrd)
            .append("console=ttyS0", "quiet", "mitigations=off", "net.ifnames=0")
            .nic(nic)
            .extra("-action", "reboot=reset");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    SerialGuest started = new SerialGuest(QemuRun.start(machine, lines::add), lines);
    started.await(SERVING);
    return started;
  }

  /** The next line that contains {@code marker}; those before it are passed over. */
  private String await(String marker) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      @Nullable String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw qemu.failure("the guest did not say \"" + marker + "\"");
      }
      if (line.contains(marker)) {
        return line;
      }
    }
  }

  /** Has it do {@code line}, which has to go well. */
  void tell(String line) throws Exception {
    qemu.type(line + "\n");
    assertThat(await("done ")).as(qemu.log()).endsWith("done 0");
  }

  /** Boots it again, and waits until it is back. */
  void reboot() throws Exception {
    qemu.type("reboot -f\n");
    await(SERVING);
  }

  @Override
  public void close() {
    qemu.close();
  }
}
