package io.qnet.launcher.accel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.cli.Failure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code --accel} becomes. */
@DisplayName("The accelerator")
class AcceleratorTest {
  private static final KvmReport WORKS = new KvmReport(Verdict.WORKS, "it ran", "");
  private static final KvmReport HANGS = new KvmReport(Verdict.HANGS, "no line in 5 s", "mend it");
  private static final KvmReport UNPROVEN = new KvmReport(Verdict.UNPROVEN, "arm", "try it");

  @Test
  @DisplayName("auto: KVM where it works, else TCG and a sentence")
  void auto() throws Exception {
    assertThat(choose("auto", "x86_64", WORKS)).isEqualTo(new Accelerator("kvm", null));
    assertThat(choose("auto", "i386", WORKS)).isEqualTo(new Accelerator("kvm", null));
    Accelerator slow = choose("auto", "x86_64", HANGS);
    assertThat(slow.words()).isEqualTo("tcg");
    assertThat(slow.note()).contains("guests hang on it", "no line in 5 s", "TCG is used");
    assertThat(choose("auto", "x86_64", UNPROVEN).words()).isEqualTo("tcg");
  }

  @Test
  @DisplayName("kvm insists, and fails with the reason")
  void insists() throws Exception {
    assertThat(choose("kvm", "x86_64", UNPROVEN).words()).isEqualTo("kvm");
    assertThatThrownBy(() -> choose("kvm", "x86_64", HANGS))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(Failure.MISSING);
              assertThat(failure.remedy()).contains("mend it", "leave --accel kvm out");
            })
        .hasMessage("KVM cannot be used: no line in 5 s");
  }

  @Test
  @DisplayName("another processor, and tcg, ask nobody")
  void unasked() throws Exception {
    assertThat(Accelerator.choose("tcg", "x86_64", "amd64", this::never).words()).isEqualTo("tcg");
    assertThat(Accelerator.choose("auto", "arm", "amd64", this::never).words()).isEqualTo("tcg");
    assertThatThrownBy(() -> Accelerator.choose("kvm", "aarch64", "amd64", this::never))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("aarch64");
    assertThatThrownBy(() -> Accelerator.choose("kmv", "x86_64", "amd64", this::never))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.remedy()).isEqualTo("did you mean kvm?"));
  }

  private static Accelerator choose(String wish, String guest, KvmReport report) throws Exception {
    return Accelerator.choose(wish, guest, "amd64", () -> report);
  }

  private KvmReport never() {
    throw new AssertionError("nobody was to be asked");
  }
}
