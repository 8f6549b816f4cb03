package io.qnet.tap.broker;

import io.qnet.posix.Descriptor;
import io.qnet.posix.PacketSocket;
import io.qnet.posix.PosixException;
import io.qnet.posix.Rights;
import java.nio.file.Path;

/** Asks a broker for a port of a bridge. */
public final class BrokerClient {
  private final Path path;

  /** For the broker that listens at {@code path}. */
  public BrokerClient(Path path) {
    this.path = path;
  }

  /**
   * Asks for a port of {@code bridge}.
   *
   * @return the descriptor of the device, whose owner is the caller
   * @throws RefusedException if the broker refuses
   * @throws PosixException if there is none, or it does not answer
   */
  public Descriptor ask(String bridge, boolean vnetHeader) throws RefusedException, PosixException {
    try (PacketSocket socket = PacketSocket.connect(path)) {
      socket.send(new Question(bridge, vnetHeader).text(), -1);
      Rights.Received received = socket.receive(Answer.MOST);
      Answer answer = Answer.parse(received.text());
      if (answer.made() && received.fd() >= 0) {
        return new Descriptor(received.fd());
      }
      if (received.fd() >= 0) {
        new Descriptor(received.fd()).close();
      }
      throw new RefusedException(answer.first(), answer.second());
    }
  }
}
