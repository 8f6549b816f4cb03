package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages. */
@DisplayName("Help is a manual page")
class HelpTest {
  private final Path runtime;

  HelpTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user",
        "switch",
        "switch ports",
        "switch hash",
        "switch vlans",
        "switch stp",
        "switch snooping",
        "switch set",
        "plug",
        "vde_switch",
        "ps",
        "nat",
        "leases",
        "events",
        "guest",
        "bench",
        "run",
        "vm",
        "monitor",
        "doctor",
        "img",
        "translate",
        "validate",
        "redirect",
        "tap"
      })
  void everySectionIsThere(String verb) {
    String[] words = (verb + " --help").strip().split(" ", -1);
    Invocation run = Invocation.of(runtime, words);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("qnet " + (verb.isEmpty() ? "" : verb + " ") + "- ")
        .contains("\nSynopsis:\n")
        .contains("\nDescription:\n")
        .contains("\nOptions:\n")
        .contains("\nExamples:\n")
        .contains("\nExit codes:\n")
        .contains("\nFiles:\n")
        .contains("130")
        .doesNotContain("\u001b[");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= Verbs.HELP_WIDTH);
  }

  @Test
  @DisplayName("qnet help user is qnet user --help")
  void helpAsVerb() {
    assertThat(Invocation.of(runtime, "help", "user"))
        .isEqualTo(Invocation.of(runtime, "user", "--help"));
    assertThat(Invocation.of(runtime, "help")).isEqualTo(Invocation.of(runtime, "--help"));
  }

  @Test
  @DisplayName("only what works is listed")
  void listsWhatWorks() {
    assertThat(Invocation.of(runtime, "--help").out())
        .containsPattern("(?m)^ +user +a user-mode gateway")
        .containsPattern("(?m)^ +run +run a virtual machine")
        .containsPattern("(?m)^ +ps +list what runs")
        .containsPattern("(?m)^ +nat +the live table")
        .containsPattern("(?m)^ +station +a small built-in guest")
        .containsPattern("(?m)^ +guest +a small Linux")
        .containsPattern("(?m)^ +demo +a guided tour")
        .containsPattern("(?m)^ +bench +measure qnet")
        .containsPattern("(?m)^ +img +make, convert and inspect")
        .containsPattern("(?m)^ +translate +an old QEMU line")
        .containsPattern("(?m)^ +validate +whether a lab file is right")
        .containsPattern("(?m)^ +doctor +what this host can do")
        .containsPattern("(?m)^ +switch +a virtual switch")
        .containsPattern("(?m)^ +tap +TAP devices, bridges and networks")
        .doesNotContainPattern("(?m)^ +capture ");
  }

  @Test
  @DisplayName("every option that works is explained")
  void userOptions() {
    assertThat(Invocation.of(runtime, "user", "--help").out())
        .contains("--port", "--capture", "--name", "--detach", "-netdev", "--verbose")
        .contains("net=", "host=", "dns=", "dhcpstart=", "dnssearch=", "domainname=", "hostname=")
        .contains("mtu=", "icmp=", "loopback=");
  }
}
