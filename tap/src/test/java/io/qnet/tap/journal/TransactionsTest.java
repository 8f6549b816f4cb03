package io.qnet.tap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.tap.host.Command;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.ScriptedHost;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Transactions")
class TransactionsTest {
  private static final String SWITCH = "/proc/sys/net/ipv4/ip_forward";

  private final Path folder;

  private final ScriptedHost host = new ScriptedHost();
  private final Place here = new Place("boot-1", "net:[1]");

  TransactionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Transactions transactions() {
    return transactions(here);
  }

  private Transactions transactions(Place place) {
    return new Transactions(folder, host, place, line -> {});
  }

  /** Three steps, the second of which writes to a file, and forwards if {@code bridge} says so. */
  private record Three(String name, String bridge) implements Request {
    @Override
    public Plan plan(Host host) {
      return new Plan(
          name,
          "three " + name,
          List.of(
              Step.of("one", Command.run("one", name), new Undo.EndService(name + "-one")),
              Step.of(
                  "two",
                  new Command.Write("/proc/" + name, "2"),
                  new Undo.Restore("/proc/" + name, "before")),
              Step.of("three", Command.run("three", name), new Undo.EndService(name + "-three"))),
          bridge,
          List.of());
    }
  }

  private List<Path> journals() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".journal")).toList();
    }
  }

  @Test
  @DisplayName("done in order, undone in reverse, and then there is no journal")
  void thereAndBack() throws Exception {
    host.file("/proc/a", "before");
    transactions().apply(new Three("a", ""));
    assertThat(host.done()).containsExactly("one a", "echo 2 >/proc/a", "three a");
    assertThat(transactions().list()).singleElement().matches(Recorded::inForce);

    host.done().clear();
    transactions().undo("a");
    assertThat(host.done()).containsExactly("end a-three", "echo before >/proc/a", "end a-one");
    assertThat(journals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("a step that is refused: those before it are taken back")
  void refusedStep(int step) throws Exception {
    host.file("/proc/a", "before").failingAt(step);

    assertThatThrownBy(() -> transactions().apply(new Three("a", "")))
        .isInstanceOf(HostException.class)
        .satisfies(e -> assertThat(((HostException) e).meaning()).contains("as it was before"));

    assertThat(host.done()).endsWith("end a-one");
    assertThat(host.read("/proc/a")).isEqualTo("before");
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("what cannot be taken back stays in the journal, and can be tried again")
  void refusedUndo() throws Exception {
    host.file("/proc/a", "before");
    transactions().apply(new Three("a", ""));
    host.failingAt(3);

    assertThatThrownBy(() -> transactions().undo("a")).isInstanceOf(HostException.class);
    assertThat(host.read("/proc/a")).as("the others were").isEqualTo("before");
    assertThat(transactions().find("a")).get().matches(known -> !known.inForce());

    host.done().clear();
    transactions().undo("a");
    assertThat(host.done()).containsExactly("end a-three");
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("two of one name: the second is refused")
  void twice() throws Exception {
    transactions().apply(new Three("a", ""));
    assertThatThrownBy(() -> transactions().apply(new Three("a", "")))
        .hasMessage("there is 'a' already: three a")
        .satisfies(e -> assertThat(((HostException) e).remedy()).contains("qnet tap undo a"));
  }

  @Test
  @DisplayName("a journal that was torn in its first line: nothing was done")
  void tornHeader() throws Exception {
    Files.writeString(folder.resolve("a.journal"), "{\"version\":1,\"pla");
    assertThat(transactions().find("a")).isEmpty();
    transactions().apply(new Three("a", ""));
    assertThat(transactions().list()).hasSize(1);
  }

  @Test
  @DisplayName("a journal that was torn in a later line: what is before it counts")
  void tornEntry() throws Exception {
    host.file("/proc/a", "before");
    transactions().apply(new Three("a", ""));
    Path file = folder.resolve("a.journal");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 2));
    Files.writeString(file, "{\"event\":\"BEG", StandardOpenOption.APPEND);
    host.done().clear();

    transactions().undo("a");
    assertThat(host.done()).containsExactly("end a-one");
  }

  @Test
  @DisplayName("after the machine's restart there is nothing to take back")
  void restarted() throws Exception {
    transactions().apply(new Three("a", ""));
    host.done().clear();
    Place later = new Place("boot-2", "net:[1]");

    transactions(later).apply(new Three("a", ""));
    assertThat(host.done())
        .as("applied anew")
        .containsExactly("one a", "echo 2 >/proc/a", "three a");
    host.done().clear();
    transactions(new Place("boot-3", "net:[1]")).undo("a");
    assertThat(host.done()).isEmpty();
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("from another network namespace: refused, unless that one is gone")
  void elsewhere() throws Exception {
    transactions().apply(new Three("a", ""));
    Place elsewhere = new Place("boot-1", "net:[2]");
    host.namespace("net:[1]");
    assertThatThrownBy(() -> transactions(elsewhere).undo("a"))
        .hasMessageContaining("in another network namespace, net:[1]");
    assertThat(journals()).hasSize(1);
  }

  @Test
  void namespaceGone() throws Exception {
    transactions().apply(new Three("a", ""));
    host.done().clear();
    transactions(new Place("boot-1", "net:[2]")).undo("a");
    assertThat(host.done()).isEmpty();
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("forwarding is turned on by the first, and off by the last")
  void forwarding() throws Exception {
    transactions().apply(new Three("a", "a"));
    assertThat(host.read(SWITCH)).isEqualTo("1");
    assertThat(host.done().subList(0, 3))
        .containsExactly(
            "nft -f -", "echo 1 >" + SWITCH, "nft add element inet qnet-guard bridges { \"a\" }");
    host.says(
        "nft -j list ruleset",
        "{\"nftables\": [{\"table\": {\"family\": \"inet\", \"name\": \"qnet-guard\"}}]}");

    transactions().apply(new Three("b", "b"));
    transactions().undo("a");
    assertThat(host.read(SWITCH)).as("b needs it").isEqualTo("1");
    host.done().clear();
    transactions().undo("b");
    assertThat(host.done()).endsWith("echo 0 >" + SWITCH, "nft delete table inet qnet-guard");
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("where packets were forwarded before, nobody turns anything")
  void router() throws Exception {
    host.file(SWITCH, "1");
    transactions().apply(new Three("a", "a"));
    transactions().undo("a");
    assertThat(host.done()).noneMatch(words -> words.contains("guard") || words.contains(SWITCH));
  }

  @Test
  @DisplayName("a signal: the next step is not taken, and all are taken back")
  void cancelled() throws Exception {
    Transactions transactions = transactions();
    transactions.cancel();
    assertThatThrownBy(() -> transactions.apply(new Three("a", "")))
        .isInstanceOf(HostException.class)
        .matches(e -> ((HostException) e).kind() == HostException.Kind.INTERRUPTED);
    assertThat(host.done()).isEmpty();
    assertThat(journals()).isEmpty();
  }

  @Test
  @DisplayName("what is not there cannot be undone; what can is told")
  void unknown() throws Exception {
    transactions().apply(new Three("a", ""));
    assertThatThrownBy(() -> transactions().undo("b"))
        .hasMessage("there is no 'b' to undo")
        .satisfies(e -> assertThat(((HostException) e).remedy()).contains("can be undone: a"));
  }

  @Test
  @DisplayName("a journal of another version is not touched")
  void otherVersion() throws Exception {
    Files.writeString(folder.resolve("a.journal"), "{\"version\":2}\n");
    assertThatThrownBy(() -> transactions().undo("a"))
        .hasMessageContaining("no journal of this version");
    assertThat(journals()).hasSize(1);
  }

  @Test
  @DisplayName("a journal that cannot be read blocks its own name, and no other")
  void oneUnreadable() throws Exception {
    host.file("/proc/a", "before");
    transactions().apply(new Three("a", "a"));
    Files.writeString(folder.resolve("x.journal"), "{\"version\":7}\n");
    List<String> said = new ArrayList<>();
    Transactions transactions = new Transactions(folder, host, here, said::add);

    assertThat(transactions.list()).extracting(Recorded::name).containsExactly("a");
    assertThat(said).singleElement().asString().contains("x.journal cannot be read");
    transactions.undo("a");
    assertThat(host.read(SWITCH)).as("x may need it").isEqualTo("1");
    assertThat(said).anyMatch(line -> line.contains("goes on forwarding: x.journal"));
    assertThatThrownBy(() -> transactions.undo("x")).isInstanceOf(HostException.class);
  }

  @Test
  @DisplayName("what was in a namespace that is gone does not keep its name")
  void nameOfTheGone() throws Exception {
    transactions().apply(new Three("a", ""));
    Place elsewhere = new Place("boot-1", "net:[2]");
    transactions(elsewhere).apply(new Three("a", ""));
    assertThat(transactions(elsewhere).find("a")).get().matches(transactions(elsewhere)::isHere);
  }

  @Test
  @DisplayName(
      "while another process changes the host: it is said which; a signal ends the waiting")
  void turn() throws Exception {
    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                "import fcntl,sys;f=open(sys.argv[1],'w');fcntl.lockf(f,fcntl.LOCK_EX);"
                    + "f.write('4711');f.flush();print('held',flush=True);sys.stdin.read()",
                folder.resolve(".lock").toString())
            .start();
    try (BufferedReader out = holder.inputReader()) {
      assertThat(out.readLine()).isEqualTo("held");
      List<String> said = new ArrayList<>();
      List<Transactions> cancelled = new ArrayList<>();
      Transactions waiting =
          new Transactions(
              folder,
              host,
              here,
              line -> {
                said.add(line);
                cancelled.get(0).cancel();
              });
      cancelled.add(waiting);
      assertThatThrownBy(() -> waiting.apply(new Three("a", "")))
          .matches(e -> ((HostException) e).kind() == HostException.Kind.INTERRUPTED);
      assertThat(said)
          .containsExactly("waiting for another qnet that changes this host: process 4711");

      Transactions patient =
          new Transactions(folder, host, here, line -> holder.destroy()); // then it is our turn
      patient.apply(new Three("a", ""));
      assertThat(host.done()).hasSize(3);
    } finally {
      holder.destroy();
    }
  }
}
