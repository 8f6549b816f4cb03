package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBuf;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.station.Station;
import io.qnet.launcher.station.StationSession;
import io.qnet.wire.ByteStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A built-in guest with a lease, whose port 7 says whatever is said to it (RFC 862). */
final class StationGuest implements AutoCloseable {
  static final int ECHO = 7;

  private final StationSession session;

  private StationGuest(StationSession session) {
    this.session = session;
  }

  static StationGuest plugIn(Path socket) {
    PortSpec port = PortSpec.parse("stream-connect:" + socket, socket.getParent());
    StationGuest guest = new StationGuest(StationSession.plugIn(port, StationSession.randomMac()));
    guest.session.ask(Station::dhcp);
    Boolean unused =
        guest.session.ask(
            station -> {
              station.listen(ECHO, stream -> stream.open(new Echo(stream)));
              return CompletableFuture.completedFuture(true);
            });
    return guest;
  }

  private record Echo(ByteStream stream) implements ByteStream.Reader {
    @Override
    public void onBytes(ByteBuf octets) {
      stream.write(octets);
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
  public void close() {
    session.close();
  }
}
