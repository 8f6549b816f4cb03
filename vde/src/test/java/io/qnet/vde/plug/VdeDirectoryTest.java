package io.qnet.vde.plug;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.qnet.vde.PortGroup;
import io.qnet.vde.PortOrder;
import io.qnet.vde.PortRow;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of the protocol, over real sockets. */
@Timeout(120)
@DisplayName("A switch's directory")
class VdeDirectoryTest extends DirectoryRig {
  private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();

  VdeDirectoryTest(@TempDir Path folder) {
    super(folder);
  }

  private SwitchSnapshot await(Predicate<SwitchSnapshot> wanted) throws Exception {
    for (int i = 0; i < 500; i++) {
      SwitchSnapshot now = loop.submit(bridge::snapshot).get(60, TimeUnit.SECONDS);
      if (wanted.test(now)) {
        return now;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError(
        "it never came so far: " + loop.submit(bridge::snapshot).get(60, TimeUnit.SECONDS));
  }

  private static long up(SwitchSnapshot now) {
    return now.ports().stream().filter(PortRow::up).count();
  }

  /** A client of ours, and what it hears. */
  private Client client(String place) throws Exception {
    Link link =
        VdeClient.link(
            loop,
            "client",
            new VdeAddress(path(), place, "a client"),
            background,
            new Random(1),
            refusals::add);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    CompletableFuture<Void> plugged = new CompletableFuture<>();
    LinkEvents events =
        new LinkEvents() {
          @Override
          public void onUp() {
            plugged.complete(null);
          }
        };
    loop.submit(
            () -> {
              link.open(
                  frame -> {
                    heard.add(frame.length() + " octets");
                    frame.release();
                  },
                  events);
              return true;
            })
        .get(60, TimeUnit.SECONDS);
    return new Client(link, heard, plugged);
  }

  private record Client(Link link, BlockingQueue<String> heard, CompletableFuture<Void> plugged) {}

  private void send(Client from, int source, int length) {
    loop.execute(
        () -> {
          var octets = io.netty.buffer.ByteBufAllocator.DEFAULT.directBuffer(length);
          octets.writeShort(0xffff).writeInt(-1).writeShort(0x0200).writeInt(source);
          octets.writeShort(0x88b5).writeZero(length - 14);
          from.link.send(Frame.plain(octets));
        });
  }

  @Test
  @DisplayName(
      "two clients hear each other, in frames of up to 9234 octets; longer ones are counted")
  void frames() throws Exception {
    try (VdeDirectory directory = open()) {
      Client one = client("");
      Client two = client("3");
      SwitchSnapshot plugged = await(now -> up(now) == 2);
      assertThat(plugged.ports()).extracting(PortRow::number).containsExactly(1, 3);
      assertThat(plugged.ports().get(0).plugs().get(0).owner().description()).isEqualTo("a client");
      assertThat(plugged.ports().get(0).plugs().get(0).owner().process())
          .isEqualTo(ProcessHandle.current().pid());
      one.plugged.get(60, TimeUnit.SECONDS); // a switch knows before its client does
      two.plugged.get(60, TimeUnit.SECONDS);
      send(one, 1, 60);
      send(one, 1, 9235);
      send(one, 1, 9234);
      assertThat(two.heard.poll(60, TimeUnit.SECONDS)).isEqualTo("60 octets");
      assertThat(two.heard.poll(60, TimeUnit.SECONDS)).isEqualTo("9234 octets");
      assertThat(one.link.drops().toString()).isEqualTo("{OVERSIZE=1}");
      loop.submit(
              () -> {
                one.link.close();
                return true;
              })
          .get(60, TimeUnit.SECONDS);
      await(now -> up(now) == 1);
      assertThat(directory).isNotNull();
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  @DisplayName("a client plugs in again when its switch comes back")
  void reconnects() throws Exception {
    Client one = client("");
    VdeDirectory first = open();
    await(now -> up(now) == 1);
    loop.submit(
            () -> {
              bridge.close();
              return true;
            })
        .get(60, TimeUnit.SECONDS);
    first.close();
    await(now -> up(now) == 0);
    try (VdeDirectory second = open()) {
      await(now -> up(now) == 1);
      assertThat(second).isNotNull();
    }
    assertThat(one.heard).isEmpty();
  }

  @Test
  @DisplayName("a port group's socket puts its clients into a VLAN, and the next one out of it")
  void portGroups() throws Exception {
    try (VdeDirectory directory = open(new PortGroup("students", 10))) {
      Client student = client("students");
      assertThat(await(now -> up(now) == 1).ports().get(0).untagged()).isEqualTo(10);
      Client other = client("");
      await(now -> up(now) == 2);
      send(student, 1, 60);
      await(now -> now.ports().get(0).traffic().framesIn() == 1);
      assertThat(other.heard).isEmpty();
      loop.execute(student.link::close);
      assertThat(await(now -> up(now) == 1).ports().get(0).untagged()).isZero();
      assertThat(directory).isNotNull();
    }
  }

  @Test
  @DisplayName(
      "a port group never touches a port with VLANs; its own port keeps its VLAN to the end")
  void portGroupsAndRules() throws Exception {
    loop.submit(() -> PortOrder.parse("vlan=20").apply(bridge, 1)).get(60, TimeUnit.SECONDS);
    try (VdeDirectory directory = open(new PortGroup("students", 10))) {
      Client first = client("students");
      SwitchSnapshot plugged = await(now -> up(now) == 1);
      assertThat(plugged.ports()).extracting(PortRow::untagged).containsExactly(20, 10);
      try (Visit second = visit("students", 2)) {
        await(now -> now.ports().get(1).plugs().size() == 2);
        loop.execute(first.link::close);
        SwitchSnapshot left = await(now -> now.ports().get(1).plugs().size() == 1);
        assertThat(left.ports()).extracting(PortRow::untagged).containsExactly(20, 10);
        assertThat(second.channel().isConnected()).isTrue();
      }
      SwitchSnapshot empty = await(now -> now.ports().get(1).plugs().isEmpty());
      assertThat(empty.ports()).extracting(PortRow::untagged).containsExactly(20, 0);
      try (Visit refused = visit("students", 1)) {
        assertThat(refused.channel().read(ByteBuffer.allocate(110))).isEqualTo(-1);
      }
      assertThat(bridgePort(1).untagged()).isEqualTo(20);
      assertThat(directory).isNotNull();
    }
  }

  private PortRow bridgePort(int number) throws Exception {
    return await(now -> true).ports().stream()
        .filter(port -> port.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** A client that asks by a socket of the directory for a port, with a socket of its own. */
  private Visit visit(String door, int port) throws Exception {
    Path own = folder.resolve("visit" + port);
    Files.deleteIfExists(own);
    Socket datagrams = Socket.newSocketDomainDgram();
    datagrams.bind(new DomainSocketAddress(own.toString()));
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path().resolve(door)));
    var buf = io.netty.buffer.Unpooled.buffer();
    new ControlRequest(port, own.toString(), "visit").write(buf);
    channel.write(buf.nioBuffer());
    return new Visit(channel, datagrams);
  }

  private record Visit(SocketChannel channel, Socket datagrams) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
      datagrams.close();
    }
  }

  @Test
  @DisplayName("a client that is refused is told so: a port too high, a path that is no directory")
  void refusedClients() throws Exception {
    try (VdeDirectory directory = open()) {
      client("200");
      assertThat(refusals.poll(60, TimeUnit.SECONDS)).contains("port 200 is beyond its highest");
      assertThat(directory).isNotNull();
    }
    Files.createFile(path());
    for (String said = ""; !said.contains("is no directory, and so no VDE switch"); ) {
      said = refusals.poll(60, TimeUnit.SECONDS);
      assertThat(said).isNotNull();
    }
  }

  @Test
  @DisplayName("garbage, half requests and other people's sockets are sent away")
  void hostile() throws Exception {
    try (VdeDirectory directory = open()) {
      assertThat(answer("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .isEqualTo(-1);
      assertThat(answer(new byte[400])).isEqualTo(-1);
      assertThat(answer(request("/nowhere/at/all"))).isEqualTo(-1);
      assertThat(answer(request("relative"))).isEqualTo(-1);
      assertThat(answer(request(folder.toString()))).isEqualTo(-1);
      Path file = Files.writeString(folder.resolve("file"), "not a socket");
      assertThat(answer(request(file.toString()))).isEqualTo(-1);
      assertThat(file).hasContent("not a socket");
      for (int length : new int[] {1, 4, 12, 121}) { // gone between two steps
        try (SocketChannel gone = control()) {
          gone.write(ByteBuffer.wrap(request("/tmp/x"), 0, length));
        }
      }
      await(now -> up(now) == 0 && now.ports().stream().allMatch(port -> port.plugs().isEmpty()));
      assertThat(directory).isNotNull();
      stillWorks();
    }
  }

  @Test
  @DisplayName("a thousand connections that ask for nothing: when they have gone, others plug in")
  void thousandConnections() throws Exception {
    try (VdeDirectory directory = open()) {
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        clients.add(control());
      }
      for (SocketChannel client : clients) {
        client.close();
      }
      await(now -> up(now) == 0);
      assertThat(directory).isNotNull();
      stillWorks();
    }
  }

  /** Somebody new plugs in, and is heard by the one beside him. */
  private void stillWorks() throws Exception {
    Client one = client("");
    Client two = client("");
    one.plugged.get(60, TimeUnit.SECONDS);
    two.plugged.get(60, TimeUnit.SECONDS);
    await(now -> up(now) == 2);
    send(one, 1, 60);
    assertThat(two.heard.poll(60, TimeUnit.SECONDS)).isEqualTo("60 octets");
  }

  private static byte[] request(String path) {
    var buf = io.netty.buffer.Unpooled.buffer();
    new ControlRequest(VirtualSwitch.ANY_PORT, path, "hostile").write(buf);
    return io.netty.buffer.ByteBufUtil.getBytes(buf);
  }

  private SocketChannel control() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path().resolve("ctl")));
  }

  /** What a client gets that sends {@code octets}: -1 is the end. */
  private int answer(byte[] octets) throws IOException {
    try (SocketChannel channel = control()) {
      channel.write(ByteBuffer.wrap(octets));
      return channel.read(ByteBuffer.allocate(110));
    }
  }
}
