package io.qnet.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.station.StationAddress;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tour believes nobody: a guest that says what is not so ends it. */
@DisplayName("The tour, with a guest that lies")
@Timeout(120)
class UserTourTest {
  private static final Ipv4Address WRONG = Ipv4Address.parse("10.0.2.77");

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  UserTourTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** An honest station, of which each test changes one answer. */
  private static class Delegating implements Visitor {
    private final Visitor honest;

    Delegating(PortSpec port) {
      honest = new StationVisitor(port);
    }

    @Override
    public String introduction() {
      return honest.introduction();
    }

    @Override
    public void plugIn() throws IOException, InterruptedException, StepFailure {
      honest.plugIn();
    }

    @Override
    public StationAddress lease() throws IOException, InterruptedException, StepFailure {
      return honest.lease();
    }

    @Override
    public MacAddress neighbor(Ipv4Address address)
        throws IOException, InterruptedException, StepFailure {
      return honest.neighbor(address);
    }

    @Override
    public List<Ipv4Address> resolve(String name)
        throws IOException, InterruptedException, StepFailure {
      return honest.resolve(name);
    }

    @Override
    public String page(Ipv4Address host, int port)
        throws IOException, InterruptedException, StepFailure {
      return honest.page(host, port);
    }

    @Override
    public String file(Ipv4Address host, int port, String name)
        throws IOException, InterruptedException, StepFailure {
      return honest.file(host, port, name);
    }

    @Override
    public boolean ping(Ipv4Address address) throws IOException, InterruptedException, StepFailure {
      return honest.ping(address);
    }

    @Override
    public void greet(int port, String line) throws IOException, InterruptedException, StepFailure {
      honest.greet(port, line);
    }

    @Override
    public void repeat(int port) throws IOException, InterruptedException, StepFailure {
      honest.repeat(port);
    }

    @Override
    public Optional<String> caller(int port) throws IOException, InterruptedException, StepFailure {
      return honest.caller(port);
    }

    @Override
    public void unplug() throws IOException, InterruptedException, StepFailure {
      honest.unplug();
    }

    @Override
    public void close() throws IOException {
      honest.close();
    }
  }

  /** Makes a guest that will plug in somewhere. */
  private interface Liar {
    Visitor at(PortSpec port);
  }

  private void tour(Liar liar) throws Exception {
    Path socket = folder.resolve("net0.sock");
    Chronicle<Seen> frames = new Chronicle<>();
    Chronicle<GatewayEvent> events = new Chronicle<>();
    UserPlan plan =
        new UserPlan("lab", PortSpec.parse("stream:" + socket, folder), UserOptions.DEFAULT, null);
    UserSegment.Company company =
        new UserSegment.Company(
            Map.of(UserTour.NAME, List.of(UserTour.HOST)),
            events::add,
            link -> new Wiretap(link, frames));
    try (UserSegment segment = UserSegment.start(plan, company);
        Outdoors outdoors = Outdoors.open();
        Visitor visitor = liar.at(PortSpec.parse("stream-connect:" + socket, folder))) {
      Narrator narrator = new Narrator(new PrintStream(out, true, StandardCharsets.UTF_8), false);
      new UserTour(narrator, visitor, new UserTour.Observed(segment, frames, events), outdoors)
          .run();
    }
  }

  private void caught(int step, String what, Liar liar) {
    assertThatThrownBy(() -> tour(liar)).isInstanceOf(StepFailure.class).hasMessageContaining(what);
    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(told.lines().filter(line -> line.matches(" ?[0-9]+  .*"))).hasSize(step);
  }

  @Test
  @DisplayName("an honest one gets to the end")
  void honest() throws Exception {
    tour(Delegating::new);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(" 9  state ");
  }

  @Test
  @DisplayName("about its lease")
  void lease() {
    caught(
        2,
        "the guest took 10.0.2.77",
        port ->
            new Delegating(port) {
              @Override
              public StationAddress lease() throws IOException, InterruptedException, StepFailure {
                StationAddress told = super.lease();
                return new StationAddress(
                    WRONG, new Ipv4Subnet(WRONG, 24), told.router(), told.dns(), WRONG, 1, 1500);
              }
            });
  }

  @Test
  @DisplayName("about its neighbour")
  void neighbour() {
    caught(
        3,
        "the guest has 10.0.2.2 at 00:00:00:00:00:01",
        port ->
            new Delegating(port) {
              @Override
              public MacAddress neighbor(Ipv4Address address) {
                return new MacAddress(1);
              }
            });
  }

  @Test
  @DisplayName("about a name, or of one that it did not ask for")
  void name() {
    caught(
        4,
        "www.qnet.test is [10.0.2.77]",
        port ->
            new Delegating(port) {
              @Override
              public List<Ipv4Address> resolve(String name) {
                return List.of(WRONG);
              }
            });
    out.reset();
    caught(
        4,
        "0 queries",
        port ->
            new Delegating(port) {
              @Override
              public List<Ipv4Address> resolve(String name) {
                return List.of(UserTour.HOST);
              }
            });
  }

  @Test
  @DisplayName("of a page that it did not fetch")
  void page() {
    caught(
        5,
        "the server saw nobody",
        port ->
            new Delegating(port) {
              @Override
              public String page(Ipv4Address host, int webPort) {
                return Outdoors.PAGE_TEXT;
              }
            });
  }

  @Test
  @DisplayName("about a file")
  void file() {
    caught(
        6,
        "the file says \"other\"",
        port ->
            new Delegating(port) {
              @Override
              public String file(Ipv4Address host, int filePort, String name)
                  throws IOException, InterruptedException, StepFailure {
                String unused = super.file(host, filePort, name);
                return "other";
              }
            });
  }

  @Test
  @DisplayName("of pings that it did not send")
  void ping() {
    caught(
        7,
        "nothing was blocked",
        port ->
            new Delegating(port) {
              @Override
              public boolean ping(Ipv4Address address) {
                return address.equals(UserTour.HOST);
              }
            });
  }
}
