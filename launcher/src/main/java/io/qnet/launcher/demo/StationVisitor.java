package io.qnet.launcher.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.station.Station;
import io.qnet.launcher.station.StationAddress;
import io.qnet.launcher.station.StationSession;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The built-in station as the guest of the tour. */
final class StationVisitor implements Visitor {
  private static final int TFTP_PORT = 50_069;
  private static final int TFTP_READ = 1;
  private static final int TFTP_DATA = 3;
  private static final int TFTP_ACK = 4;
  private static final int SECONDS = 10;

  private final PortSpec port;
  private @Nullable StationSession session;

  /** A station that will plug into {@code port}. */
  StationVisitor(PortSpec port) {
    this.port = port;
  }

  @Override
  public String introduction() {
    return "the station that is built into qnet, a guest without a machine";
  }

  @Override
  public void plugIn() {
    session = StationSession.plugIn(port, StationSession.randomMac());
  }

  private StationSession session() throws StepFailure {
    if (session == null) {
      throw new StepFailure("the station is not plugged in");
    }
    return session;
  }

  @Override
  public StationAddress lease() throws StepFailure {
    return session().ask(Station::dhcp);
  }

  @Override
  public MacAddress neighbor(Ipv4Address address) throws StepFailure {
    boolean unused = ping(address);
    return session()
        .ask(
            station ->
                CompletableFuture.completedFuture(Optional.ofNullable(station.neighbor(address))))
        .orElseThrow(
            () -> new StepFailure("the station did not find out where " + address + " is"));
  }

  @Override
  public List<Ipv4Address> resolve(String name) throws StepFailure {
    return session().ask(station -> station.resolve(name));
  }

  @Override
  public String page(Ipv4Address host, int port) throws StepFailure {
    byte[] answer = session().ask(station -> station.get(host, port, host.toString(), "/"));
    String text = new String(answer, StandardCharsets.UTF_8);
    return text.substring(text.indexOf("\r\n\r\n") + 4);
  }

  @Override
  public String file(Ipv4Address host, int port, String name) throws StepFailure {
    return session().ask(station -> fetch(station, host, port, name));
  }

  /** On the station's loop. */
  private static CompletableFuture<String> fetch(
      Station station, Ipv4Address host, int port, String name) {
    ByteBuf request = Unpooled.buffer();
    request.writeShort(TFTP_READ).writeCharSequence(name, StandardCharsets.US_ASCII);
    request.writeByte(0).writeCharSequence("octet", StandardCharsets.US_ASCII);
    request.writeByte(0);
    return station
        .ask(TFTP_PORT, host, port, request)
        .orTimeout(SECONDS, TimeUnit.SECONDS)
        .thenApply(data -> accept(station, host, port, data));
  }

  private static String accept(Station station, Ipv4Address host, int port, ByteBuf data) {
    try {
      if (data.readUnsignedShort() != TFTP_DATA) {
        throw new IllegalStateException("the TFTP server answered with an error");
      }
      int block = data.readUnsignedShort();
      station.tell(TFTP_PORT, host, port, Unpooled.buffer().writeShort(TFTP_ACK).writeShort(block));
      return data.toString(StandardCharsets.UTF_8);
    } finally {
      data.release();
    }
  }

  @Override
  public boolean ping(Ipv4Address address) throws StepFailure {
    return session().ask(station -> station.ping(address)).outcome() == Station.Outcome.ANSWER;
  }

  @Override
  public void greet(int port, String line) throws StepFailure {
    listen(
        port,
        stream -> {
          stream.open(new Answers(stream, false));
          stream.write(Unpooled.copiedBuffer(line + "\r\n", StandardCharsets.US_ASCII));
        });
  }

  @Override
  public void repeat(int port) throws StepFailure {
    listen(port, stream -> stream.open(new Answers(stream, true)));
  }

  private void listen(int port, Consumer<ByteStream> accepted) throws StepFailure {
    Boolean unused =
        session()
            .ask(
                station -> {
                  station.listen(port, accepted);
                  return CompletableFuture.completedFuture(true);
                });
  }

  /** Says back what is said to it, or nothing. */
  private record Answers(ByteStream stream, boolean repeats) implements ByteStream.Reader {
    @Override
    public void onBytes(ByteBuf octets) {
      if (repeats) {
        stream.write(octets);
      } else {
        octets.release();
      }
    }

    @Override
    public void onEnd() {
      stream.end();
    }

    @Override
    public void onWritable() {}

    @Override
    public void onAbort(ByteStream.Reason reason) {}
  }

  @Override
  public Optional<String> caller(int port) {
    return Optional.empty();
  }

  @Override
  public void unplug() {
    close();
  }

  @Override
  public void close() {
    StationSession open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }
}
