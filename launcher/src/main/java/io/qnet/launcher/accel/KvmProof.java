package io.qnet.launcher.accel;

import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.qemu.Machine;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuException;
import io.qnet.launcher.qemu.QemuRun;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out whether KVM runs guests on this host, by running one. Blocks, up to five seconds. */
public final class KvmProof {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration HELP = Duration.ofSeconds(20);
  private static final int MEMORY_MIB = 16;

  private final KvmHost host;
  private final String processor;
  private final DeviceAccess access;
  private final ProofMemory memory;
  private final String accelerator;
  private final Duration patience;

  /** Opens a device for reading and writing, and closes it. */
  @FunctionalInterface
  interface DeviceAccess {
    void tryOut(Path device) throws IOException;
  }

  KvmProof(
      KvmHost host,
      String processor,
      DeviceAccess access,
      ProofMemory memory,
      String accelerator,
      Duration patience) {
    this.host = host;
    this.processor = processor;
    this.access = access;
    this.memory = memory;
    this.accelerator = accelerator;
    this.patience = patience;
  }

  /** Asks this host; what a proof showed is kept in the user's cache folder. */
  public static KvmProof ofHost(Map<String, String> environment) {
    KvmHost host = new KvmHost(Path.of("/"));
    return new KvmProof(
        host,
        System.getProperty("os.arch"),
        device ->
            FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE).close(),
        new ProofMemory(ProofMemory.cacheFile(environment), host.bootId()),
        "kvm",
        PATIENCE);
  }

  /** What is true of {@code qemu}; a proof that was run since the last boot is not run again. */
  public KvmReport report(Qemu qemu) throws IOException, InterruptedException {
    Optional<KvmReport> known = known(qemu);
    return known.isPresent() ? known.get() : prove(qemu);
  }

  /** What is known of {@code qemu} without running a guest; empty if only that would tell. */
  public Optional<KvmReport> known(Qemu qemu) throws IOException, InterruptedException {
    Optional<KvmReport> obstacle = obstacle(qemu);
    return obstacle.isPresent() ? obstacle : memory.recall(qemu);
  }

  /** As {@link #report}, and runs the proof whatever is remembered. */
  public KvmReport reportAnew(Qemu qemu) throws IOException, InterruptedException {
    Optional<KvmReport> obstacle = obstacle(qemu);
    return obstacle.isPresent() ? obstacle.get() : prove(qemu);
  }

  /** What can be known without running a guest. */
  private Optional<KvmReport> obstacle(Qemu qemu) throws IOException, InterruptedException {
    try {
      access.tryOut(host.device());
    } catch (NoSuchFileException none) {
      return Optional.of(noDevice());
    } catch (IOException closed) {
      return Optional.of(
          new KvmReport(
              Verdict.NO_ACCESS,
              "/dev/kvm cannot be opened: " + reason(closed),
              "sudo usermod -aG kvm $USER, then log in again"));
    }
    if (!knowsKvm(qemu)) {
      return Optional.of(
          new KvmReport(
              Verdict.NOT_IN_QEMU,
              qemu.program() + " -accel help does not list kvm",
              "install the distribution's QEMU: apt-get install qemu-system-x86"));
    }
    if (!processor.equals("amd64") && !processor.equals("x86_64")) {
      return Optional.of(
          new KvmReport(
              Verdict.UNPROVEN,
              "the kernel of the proof is made for x86-64, and this processor is " + processor,
              "try it: qnet run --accel kvm"));
    }
    return Optional.empty();
  }

  private KvmReport noDevice() {
    Optional<String> flag = host.flag();
    if (flag.isEmpty()) {
      return new KvmReport(
          Verdict.NO_DEVICE,
          "there is no /dev/kvm, and /proc/cpuinfo shows neither vmx nor svm",
          host.virtual()
              ? "this host is a virtual machine: switch nested virtualization on where it runs"
              : "switch virtualization (VT-x, SVM) on in the firmware");
    }
    return host.moduleLoaded()
        ? new KvmReport(
            Verdict.NO_DEVICE,
            host.module() + " is loaded, but there is no /dev/kvm: a container?",
            "give it to the container: --device /dev/kvm")
        : new KvmReport(
            Verdict.NO_DEVICE,
            "the processor has " + flag.get() + ", but " + host.module() + " is not loaded",
            "sudo modprobe " + host.module());
  }

  private static boolean knowsKvm(Qemu qemu) throws IOException, InterruptedException {
    return Program.of(qemu.program().toString(), "-accel", "help")
        .within(HELP)
        .run()
        .out()
        .lines()
        .anyMatch("kvm"::equals);
  }

  private KvmReport prove(Qemu qemu) throws IOException, InterruptedException {
    Path kernel = TinyKernel.write();
    try (QemuRun run = QemuRun.start(command(qemu, kernel))) {
      KvmReport report = watch(run);
      memory.keep(qemu, report);
      return report;
    } finally {
      Files.deleteIfExists(kernel);
    }
  }

  private QemuCommand command(Qemu qemu, Path kernel) {
    QemuCommand command =
        QemuCommand.of(qemu)
            .machine(Machine.PC)
            .accelerator(accelerator)
            .memory(MEMORY_MIB)
            .extra("-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", kernel.toString());
    // the processor that machines get: nested KVM may refuse it where it takes a lesser one
    return accelerator.equals("kvm") ? command.extra("-cpu", "host") : command;
  }

  private KvmReport watch(QemuRun run) throws InterruptedException {
    long start = System.nanoTime();
    try {
      run.await(TinyKernel.LINE, patience);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      return new KvmReport(
          Verdict.WORKS,
          String.format(Locale.ROOT, "a kernel reached long mode in %.2f s", millis / 1000.0),
          "");
    } catch (QemuException ended) {
      return run.alive() ? hangs() : refused(run.messages());
    } catch (IOException unreadable) {
      return refused(reason(unreadable));
    }
  }

  private KvmReport hangs() {
    return new KvmReport(
        Verdict.HANGS,
        "a kernel that prints one line did not print it in " + patience.toSeconds() + " s",
        host.virtual()
            ? "this host is a virtual machine: mend nesting where it runs; until then --accel tcg"
            : "see what the kernel says: sudo dmesg | grep -i kvm; until then --accel tcg");
  }

  private static KvmReport refused(String messages) {
    String last = messages.lines().reduce((first, second) -> second).orElse("QEMU ended silently");
    return new KvmReport(
        Verdict.REFUSED, last, "see what the kernel says: sudo dmesg | grep -i kvm");
  }

  private static String reason(IOException failure) {
    return failure instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(failure.getMessage());
  }
}
