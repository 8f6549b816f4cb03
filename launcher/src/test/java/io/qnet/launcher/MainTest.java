package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What wrong usage is answered with. */
@DisplayName("The command line")
class MainTest {
  private final Path runtime;

  MainTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @ParameterizedTest(name = "qnet {0}")
  @DisplayName("wrong usage: exit code 2, nothing on stdout, three parts on stderr, no stack")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      usr | there is no verb 'usr' | did you mean user?
      frobnicate | there is no verb 'frobnicate' | valid here: bench, demo,
      user --captur x | qnet user has no option --captur | did you mean --capture?
      user --captur=x | qnet user has no option --captur | did you mean --capture?
      user --port | --port needs a value | see qnet user --help
      user --name a --name b | --name is given twice | leave one
      user --port steam:/a | 'steam' is no kind of port | did you mean stream?
      user mut=1400 | 'mut' is no option of a user-mode network | did you mean mtu=?
      user hostfwd=tcp::2222 | nothing says where it leads | an example: hostfwd=tcp::10022-:22;
      user -netdev tap,id=n0 | -netdev tap is not user mode | -netdev user
      user -redir tcp:10022:22 | HOSTPORT:[GUEST]:GUESTPORT | redir=
      user --port stream:/a --port stream:/b --services /s | go with one --port | qnet redirect add RULE
      user --name /etc | '/etc' is not a name | --name user1
      user --name .x | '.x' is not a name | --name user1
      ps -o yaml | -o yaml is no form of list | valid here: table, json
      ps -o jsn | -o jsn is no form of list | did you mean json?
      guest | qnet guest needs a verb | valid here: build, list
      guest bild | there is no verb 'bild' | did you mean build?
      guest list -o jsn | -o jsn is no form of list | did you mean json?
      guest build --forc | qnet guest build has no option --forc | did you mean --force?
      ps all | 'all' is one word too many | see qnet ps --help
      --verson | qnet has no option --verson | did you mean --version?
      vm screenshot vm1 a.jpg | a.jpg is no PNG's name | a.jpg.png
      vm screenshot vm1 /nosuch/a.png | there is no folder /nosuch | mkdir -p /nosuch
      demo usr | there is no tour 'usr' | did you mean user?
      demo nat | qnet demo nat is not in this version yet | qnet demo user
      """)
  void wrongUsage(String line, String what, String remedy) {
    Invocation run = Invocation.of(runtime, line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("qnet: ").contains(what).contains(remedy);
    assertThat(run.err().lines()).hasSize(3);
  }

  @ParameterizedTest
  @DisplayName("verbs of the manual that do nothing yet say so")
  @ValueSource(strings = {"inspect", "up", "capture"})
  void laterVerbs(String verb) {
    Invocation run = Invocation.of(runtime, verb, "--anything");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "qnet: qnet "
                + verb
                + " is not in this version yet\n"
                + "      nothing was started\n"
                + "      qnet --help lists the verbs that work\n");
    assertThat(Invocation.of(runtime, "--help").out()).doesNotContain("  " + verb + " ");
  }

  @Test
  @DisplayName("the same port twice is one too many")
  void severalPorts() {
    assertThat(Invocation.of(runtime, "user", "--port", "stream:/a", "--port", "stream:/a").err())
        .contains("--port stream:/a is given twice");
  }

  @Test
  @DisplayName("--verbose shows the stack")
  void verbose() {
    assertThat(Invocation.of(runtime, "--verbose", "user", "--captur").err())
        .contains("did you mean --capture?")
        .contains("\tat ");
    assertThat(Invocation.of(runtime, "user", "mtu=1", "--verbose").err()).contains("\tat ");
  }

  @Test
  @DisplayName("nothing said: the help, on stderr, exit code 2")
  void nothing() {
    Invocation run = Invocation.of(runtime);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Synopsis:").contains("Verbs:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "--verbose --version"})
  void version(String line) {
    Invocation run = Invocation.of(runtime, line.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("qnet \\S+\n");
    assertThat(run.err()).isEmpty();
  }
}
