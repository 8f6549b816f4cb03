package io.qnet.launcher.accel;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.accel.KvmProof.DeviceAccess;
import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuVersion;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which KVM does not work, and that it works; with the real QEMU under TCG. */
@DisplayName("The proof of KVM")
class KvmProofTest {
  private static final DeviceAccess OPENS = device -> {};
  private static final String PRINTS_KVM = "[ \"$2\" = help ] && { echo tcg; echo kvm; exit; }\n";

  private final Path root;
  private String processor = "amd64";

  KvmProofTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  @DisplayName("the real QEMU boots the real kernel (under TCG)")
  void theKernelRuns() throws Exception {
    Qemu real = Qemu.find();
    Path wrapper =
        program("[ \"$2\" = help ] && exec echo kvm\nexec " + real.program() + " \"$@\"");
    KvmReport report = proof(OPENS, "tcg", Duration.ofSeconds(60)).report(qemu(wrapper));
    assertThat(report.verdict()).isEqualTo(Verdict.WORKS);
    assertThat(report.works()).isTrue();
    assertThat(report.evidence()).matches("a kernel reached long mode in \\d+\\.\\d\\d s");
  }

  @Test
  @DisplayName("a guest that never says a word is found out, and QEMU is ended")
  void hangs() throws Exception {
    Path pid = root.resolve("pid");
    Path silent = program(PRINTS_KVM + "echo $$ > " + pid + "\nexec sleep 600");
    KvmReport report = proof(OPENS, "kvm", Duration.ofSeconds(4)).report(qemu(silent));
    assertThat(report.verdict()).isEqualTo(Verdict.HANGS);
    assertThat(report.remedy()).contains("--accel tcg");
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
  }

  @Test
  @DisplayName("in a virtual machine a hang is nesting's fault, and said so")
  void hangsNested() throws Exception {
    cpuinfo("flags : fpu vmx hypervisor");
    Path silent = program(PRINTS_KVM + "exec sleep 600");
    assertThat(proof(OPENS, "kvm", Duration.ofMillis(300)).report(qemu(silent)).remedy())
        .contains("virtual machine");
  }

  @Test
  @DisplayName("the guest has the processor that machines get")
  void processor() throws Exception {
    Path words = root.resolve("words");
    Path works = program(PRINTS_KVM + "echo \"$@\" > " + words + "\necho 'qnet: long mode'");
    assertThat(proof(OPENS, "kvm", Duration.ofSeconds(60)).report(qemu(works)).works()).isTrue();
    assertThat(words).content().contains("-cpu host");
  }

  @Test
  @DisplayName("QEMU's own words are the evidence where it refuses")
  void refused() throws Exception {
    Path refuses =
        program(PRINTS_KVM + "echo 'failed to initialize kvm: No such device' >&2; exit 1");
    KvmReport report = proof(OPENS, "kvm", Duration.ofSeconds(60)).report(qemu(refuses));
    assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(report.evidence()).isEqualTo("failed to initialize kvm: No such device");
  }

  @Test
  @DisplayName("what was shown is remembered until the next boot, and no longer for another QEMU")
  void remembered() throws Exception {
    Path counting =
        program(PRINTS_KVM + "echo run >> " + root.resolve("runs") + "\necho 'qnet: long mode'");
    Qemu qemu = qemu(counting);
    assertThat(proof(OPENS, "kvm", Duration.ofSeconds(60)).report(qemu).works()).isTrue();
    assertThat(proof(OPENS, "kvm", Duration.ofSeconds(60)).report(qemu).works()).isTrue();
    assertThat(root.resolve("runs")).hasContent("run");
    proof(OPENS, "kvm", Duration.ofSeconds(60)).reportAnew(qemu);
    assertThat(Files.readAllLines(root.resolve("runs"))).hasSize(2);
    proof(OPENS, "kvm", Duration.ofSeconds(60))
        .report(new Qemu(qemu.program(), new QemuVersion(10, 1, 0)));
    assertThat(Files.readAllLines(root.resolve("runs"))).hasSize(3);
    Files.writeString(root.resolve("proc/sys/kernel/random/boot_id"), "another\n");
    proof(OPENS, "kvm", Duration.ofSeconds(60)).report(qemu);
    assertThat(Files.readAllLines(root.resolve("runs"))).hasSize(4);
  }

  @Test
  @DisplayName("what may start nothing runs no guest: it takes what was shown, and believes kvm")
  void foreseen() throws Exception {
    Path counting =
        program(PRINTS_KVM + "echo run >> " + root.resolve("runs") + "\necho 'qnet: long mode'");
    Qemu qemu = qemu(counting);
    Accelerators dry = Accelerators.of(proof(OPENS, "kvm", Duration.ofSeconds(60)), "amd64");
    Accelerator untried = dry.choose("auto", "x86_64", qemu, false);
    assertThat(untried.words()).isEqualTo("tcg");
    assertThat(untried.note()).contains("not known", "since this host booted");
    assertThat(dry.choose("kvm", "x86_64", qemu, false)).isEqualTo(new Accelerator("kvm", null));
    assertThat(root.resolve("runs")).doesNotExist();

    assertThat(dry.choose("auto", "x86_64", qemu, true).words()).isEqualTo("kvm");
    assertThat(dry.choose("auto", "x86_64", qemu, true).words()).isEqualTo("kvm");
    assertThat(dry.choose("auto", "x86_64", qemu, false)).isEqualTo(new Accelerator("kvm", null));
    assertThat(root.resolve("runs")).hasContent("run");
  }

  @Test
  @DisplayName("no device: because of the firmware, of the outer machine, or of the module")
  void noDevice() throws Exception {
    DeviceAccess none =
        device -> {
          throw new NoSuchFileException(device.toString());
        };
    cpuinfo("flags : fpu de");
    assertThat(obstacle(none).remedy()).contains("firmware");
    cpuinfo("flags : fpu hypervisor");
    assertThat(obstacle(none).remedy()).contains("nested virtualization");
    cpuinfo("flags : fpu svm");
    assertThat(obstacle(none).remedy()).isEqualTo("sudo modprobe kvm_amd");
    Files.createDirectories(root.resolve("sys/module/kvm_amd"));
    assertThat(obstacle(none).evidence()).contains("container");
    assertThat(obstacle(none).verdict()).isEqualTo(Verdict.NO_DEVICE);
  }

  @Test
  @DisplayName("a device of others: the group to join")
  void noAccess() throws Exception {
    DeviceAccess closed =
        device -> {
          throw new AccessDeniedException(device.toString());
        };
    KvmReport report = obstacle(closed);
    assertThat(report.verdict()).isEqualTo(Verdict.NO_ACCESS);
    assertThat(report.evidence()).isEqualTo("/dev/kvm cannot be opened: permission denied");
    assertThat(report.remedy()).contains("usermod -aG kvm");
  }

  @Test
  @DisplayName("a QEMU without KVM, and a processor that the kernel is not made for")
  void neither() throws Exception {
    KvmProof proof = proof(OPENS, "kvm", Duration.ofSeconds(60));
    assertThat(proof.report(qemu(program("echo tcg"))).verdict()).isEqualTo(Verdict.NOT_IN_QEMU);
    processor = "aarch64";
    assertThat(obstacle(OPENS).verdict()).isEqualTo(Verdict.UNPROVEN);
  }

  @Test
  @DisplayName("the cache is the user's")
  void cacheFile() {
    assertThat(ProofMemory.cacheFile(Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/qnet/kvm-proof"));
    assertThat(ProofMemory.cacheFile(Map.of("HOME", "/home/a", "XDG_CACHE_HOME", "rel")))
        .isEqualTo(Path.of("/home/a/.cache/qnet/kvm-proof"));
  }

  private KvmReport obstacle(DeviceAccess access) throws Exception {
    return proof(access, "kvm", Duration.ofSeconds(1)).report(qemu(program(PRINTS_KVM)));
  }

  private KvmProof proof(DeviceAccess access, String accelerator, Duration patience)
      throws Exception {
    Path boot = root.resolve("proc/sys/kernel/random/boot_id");
    if (!Files.exists(boot)) {
      Files.createDirectories(boot.getParent());
      Files.writeString(boot, "1f3a\n");
    }
    KvmHost host = new KvmHost(root);
    ProofMemory memory = new ProofMemory(root.resolve("cache/kvm-proof"), host.bootId());
    return new KvmProof(host, processor, access, memory, accelerator, patience);
  }

  private void cpuinfo(String flags) throws Exception {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/cpuinfo"), "processor : 0\n" + flags + "\n");
  }

  private static Qemu qemu(Path program) {
    return new Qemu(program, new QemuVersion(7, 2, 0));
  }

  private Path program(String script) throws Exception {
    Path file = Files.writeString(root.resolve("qemu"), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
