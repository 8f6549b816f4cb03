package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.cli.Terminal;
import io.qnet.wire.kit.Cases;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Two readers of one grammar must not differ. */
@DisplayName("Plain lines of qnet user")
class PlainWordsTest {
  private static final List<String> WORDS =
      List.of(
          "--port",
          "stream:/run/a.sock",
          "--capture",
          "a.pcapng",
          "--name",
          "x",
          "--detach",
          "--verbose",
          "-netdev",
          "user,id=n0",
          "-redir",
          "tcp:10022::22",
          "mtu=1400",
          "net=10.0.0.0/8,host=10.0.0.1",
          "user",
          "ps",
          "\"quoted\"",
          "'a b'",
          "a b",
          "ä",
          "${x}",
          "--port=stream:/b",
          "--capture=",
          "--name=y",
          "--port=",
          "--por",
          "-n",
          "-",
          "--",
          "",
          "@words",
          "@@at",
          "--help",
          "-V",
          "--detach=true",
          "--no-detach",
          "-netdevx",
          "-net",
          "-nic",
          "-net=user");

  @Test
  @DisplayName("mean what picocli says they mean, whatever comes in whatever order")
  void sameAsPicocli() {
    int[] plain = new int[1];
    Cases.check(
        2_000,
        random -> {
          String[] line = new String[1 + random.nextInt(6)];
          line[0] = "user";
          for (int i = 1; i < line.length; i++) {
            // The first half are words of a proper line.
            int known = random.nextInt(4) > 0 ? WORDS.size() / 2 : WORDS.size();
            line[i] = WORDS.get(random.nextInt(known));
          }
          UserWords words = PlainWords.read(line);
          if (words != null) {
            plain[0]++;
            assertThat(words).as(String.join(" ", line)).isEqualTo(picocli(line));
          }
        });
    assertThat(plain[0]).isGreaterThan(System.getProperty("cases.seed") == null ? 200 : -1);
  }

  @ParameterizedTest
  @DisplayName("are all that the manual shows")
  @ValueSource(
      strings = {
        "user",
        "user --verbose",
        "user --port stream:/run/a.sock --capture a.pcapng",
        "user --capture",
        "user --capture --name x",
        "user --port stream:127.0.0.1:9000 net=192.168.7.0/24,hostname=web",
        "user -netdev user,id=n0,dhcpstart=10.0.2.50",
        "user --port tap:tap0@lab mtu=65520",
        "user --detach"
      })
  void plain(String line) {
    String[] words = line.split(" ");

    assertThat(PlainWords.read(words)).isNotNull().isEqualTo(picocli(words));
  }

  @ParameterizedTest
  @DisplayName("are neither help, nor mistakes, nor other verbs")
  @ValueSource(
      strings = {
        "ps",
        "--verbose user",
        "user --help",
        "user --name",
        "user --captur x",
        "user --name a --name b",
        "user --port stream:/a --port stream:/b",
        "user -redir tcp::1:22",
        "user -- mtu=1400",
        "user @file",
        "user --name=x"
      })
  void notPlain(String line) {
    assertThat(PlainWords.read(line.split(" "))).isNull();
  }

  private static @Nullable UserWords picocli(String... line) {
    Terminal nowhere = new Terminal(System.out, System.err, Map.of(), Path.of(""), null);
    UserVerb verb =
        new UserVerb(
            nowhere,
            plan -> {
              throw new AssertionError("nothing was to be started: " + plan);
            },
            List.of());
    UserCommand command = new UserCommand(verb);
    new CommandLine(new QnetCommand(nowhere)).addSubcommand(command).parseArgs(line);
    return command.words();
  }
}
