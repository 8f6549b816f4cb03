package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.wire.impair.ImpairmentPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the command line to the plan, the ready line and the run directory. */
@DisplayName("qnet user")
class UserCommandTest {
  private final Path runtime;
  private final List<UserPlan> plans = new ArrayList<>();
  private String psWhileRunning = "";

  UserCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @Test
  @DisplayName("without --port: a stream socket in the run directory, and a made-up name")
  void defaults() {
    Invocation run = user();

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            "ready: -netdev stream,id=net0,server=off,addr.type=unix,addr.path="
                + runtime
                + "/qnet/user1/net0.sock -device e1000,netdev=net0\n");
    assertThat(plans)
        .containsExactly(
            new UserPlan(
                "user1",
                PortSpec.parse("stream:" + runtime + "/qnet/user1/net0.sock", runtime),
                UserOptions.DEFAULT,
                null,
                runtime.resolve("qnet/user1")));
  }

  @Test
  @DisplayName("everything said: the plan has it")
  void plan() {
    user(
        "--port",
        "stream:127.0.0.1:9000",
        "--capture",
        "a.pcapng",
        "--impair",
        "loss=1% seed=7",
        "--name",
        "x",
        "mtu=1400");

    assertThat(plans)
        .containsExactly(
            new UserPlan(
                "x",
                PortSpec.parse("stream:127.0.0.1:9000", runtime),
                UserOptions.parse("mtu=1400"),
                runtime.resolve("a.pcapng"),
                runtime.resolve("qnet/x"),
                UserPlan.Sockets.NONE,
                ImpairmentPlan.parse(List.of("loss=1%", "seed=7"), () -> 0)));
  }

  @Test
  @DisplayName("--impair with a wrong word: nothing is started, and what to write instead")
  void wrongImpairment() {
    Invocation run = user("--impair", "loss=3");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("for 3% write 3%").contains("nothing was started");
    assertThat(plans).isEmpty();
  }

  @Test
  @DisplayName("--capture alone: captures/out, by the session's name")
  void captureWithoutFile() {
    user("--name", "x", "--capture");

    assertThat(plans)
        .extracting(UserPlan::capture)
        .containsExactly(runtime.resolve("captures/out/x.pcapng"));
    assertThat(runtime.resolve("captures/out")).isDirectory();
  }

  @Test
  @DisplayName("options pasted from a QEMU line, as one word or as two, before or after ours")
  void pasted() {
    user("-netdev user,id=n0,mtu=1400");
    user("-netdev", "user,id=n0,mtu=1400");
    user("--name", "a", "--netdev user,id=n0,mtu=1400");
    user("user,id=n0,mtu=1400");
    user("mtu=1400", "icmp=gateway");

    assertThat(plans).extracting(UserPlan::options).containsOnly(UserOptions.parse("mtu=1400"));
    assertThat(plans).hasSize(5);
  }

  @Test
  @DisplayName(
      "-net and -nic are the same; what they say of the card is passed over, with a notice")
  void oldWords() {
    user("-net user,mtu=1400");
    user("-net", "user,mtu=1400");
    user("-net=user,mtu=1400");
    user("--nic user,mtu=1400");
    user("-net", "nic", "-net", "user,mtu=1400");
    user("-net", "user", "mtu=1400");
    Invocation card =
        user(
            "-nic",
            "user,model=e1000,mac=52:54:00:12:34:56,mtu=1400",
            "-net",
            "nic,model=ne2k_pci");
    Invocation place = user("-net user,vlan=0,name=n0,mtu=1400");

    assertThat(plans).extracting(plan -> plan.options().gateway().mtu()).containsOnly(1400);
    assertThat(plans).hasSize(8);
    assertThat(card.exitCode()).isZero();
    assertThat(card.err())
        .contains("model=e1000,mac=52:54:00:12:34:56 is of the guest's card: give it to QEMU's")
        .contains("model=ne2k_pci is of the guest's card");
    assertThat(place.err()).contains("vlan=0 is passed over").contains("name=n0 is passed over");
  }

  @Test
  @DisplayName("-net of something else, or of two networks: refused, and the way out")
  void otherOldWords() {
    assertThat(user("-net tap,ifname=tap0").err()).contains("-net tap is not user mode");
    assertThat(user("-net usr").err()).contains("did you mean user?");
    assertThat(user("-net", "user", "-net", "user").err())
        .contains("two user-mode networks", "start another qnet user");
    assertThat(user("-net", "user", "-netdev", "user,id=n0").exitCode()).isEqualTo(2);
    assertThat(user("-netdev", "user,mac=52:54:00:12:34:56").err())
        .contains("'mac' is no option of a user-mode network");
    assertThat(user("-nick").err()).contains("did you mean -nic?");
    assertThat(user("-frobnicate").err()).contains("-net, ", "-netdev, ", "-nic, ", "-redir");
    assertThat(plans).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("strangers let in: said once, by whatever word, and never of the usual network")
  @CsvSource({
    "filtering=ei, 1",
    "preset=slirp, 1",
    "mapping=ei, 0",
    "'preset=slirp,filtering=ad', 0"
  })
  void strangers(String options, int times) {
    String said = user(options).err();

    assertThat(said.split("whoever knows the port", -1)).as(said).hasSize(times + 1);
  }

  @Test
  @DisplayName("while it runs qnet ps lists it; afterwards its directory is gone")
  void listedWhileRunning() {
    Invocation run = user("--name", "x", "--port", "stream:/run/a.sock");

    assertThat(run.exitCode()).isZero();
    assertThat(psWhileRunning).contains("x ").contains("stream:/run/a.sock");
    assertThat(Files.exists(runtime.resolve("qnet/x"))).isFalse();
  }

  @Test
  @DisplayName("a name that runs already: exit code 1, and its process")
  void nameTaken() {
    Invocation[] second = new Invocation[1];
    Invocation.of(
        runtime,
        plan ->
            new Fake(plan, () -> second[0] = Invocation.of(runtime, "user", "--name", plan.name())),
        "user",
        "--name",
        "x");

    assertThat(second[0].exitCode()).isEqualTo(1);
    assertThat(second[0].err())
        .startsWith("qnet: 'x' runs already, as process " + ProcessHandle.current().pid())
        .contains("choose another with --name");
  }

  @Test
  @DisplayName("a session that cannot start: its failure, and nothing is left behind")
  void cannotStart() {
    Invocation run =
        Invocation.of(
            runtime,
            plan ->
                new Fake(
                    plan,
                    () -> {
                      throw Failure.failed("cannot listen", "no frame can flow", "choose another");
                    }),
            "user");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("qnet: cannot listen\n      no frame can flow\n      choose another\n");
    assertThat(Files.exists(runtime.resolve("qnet/user1"))).isFalse();
  }

  @Test
  @DisplayName("--detach needs the script, which knows how to start it again")
  void detachNeedsTheScript() {
    Invocation run = Invocation.of(runtime, "user", "--detach");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--detach works only through the qnet script");
  }

  private Invocation user(String... words) {
    String[] arguments = new String[words.length + 1];
    arguments[0] = "user";
    System.arraycopy(words, 0, arguments, 1, words.length);
    return Invocation.of(
        runtime,
        plan -> {
          plans.add(plan);
          return new Fake(plan, () -> {});
        },
        arguments);
  }

  /** Ready at once, and over. */
  private final class Fake implements Session {
    private final UserPlan plan;
    private final Runnable before;

    Fake(UserPlan plan, Runnable before) {
      this.plan = plan;
      this.before = before;
    }

    @Override
    public void run(Consumer<PortSpec> ready) {
      before.run();
      ready.accept(plan.port());
      psWhileRunning = Invocation.of(runtime, "ps").out();
    }

    @Override
    public void close() {}
  }
}
