package io.qnet.tap.broker;

import io.qnet.posix.Accounts;
import io.qnet.posix.BridgeTap;
import io.qnet.posix.Descriptor;
import io.qnet.posix.PacketSocket;
import io.qnet.posix.PosixException;
import io.qnet.posix.Rights;
import io.qnet.tap.acl.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes ports of bridges for callers without privilege. Who calls, the kernel says (SO_PEERCRED,
 * SO_PEERGROUPS); what they may, the list says. One packet is the question, one the answer.
 *
 * <p>Callers are hostile: a packet has a few hundred octets, a caller a few seconds, and a handful
 * is served at a time; who comes on top of that is turned away.
 */
public final class Broker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);
  private static final int THREADS = 4;
  private static final int WAITING = 32;

  private final Path path;
  private final PacketSocket socket;
  private final PortMaker maker;
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING));
  private volatile boolean closed;

  private Broker(Path path, PacketSocket socket, PortMaker maker) {
    this.path = path;
    this.socket = socket;
    this.maker = maker;
  }

  /**
   * Listens at {@code path}, where everybody may connect.
   *
   * @throws IOException if another one listens there, or that is not possible
   */
  public static Broker listen(Path path, PortMaker maker) throws IOException {
    PacketSocket socket = PacketSocket.listen(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    return new Broker(path, socket, maker);
  }

  /** Serves callers until it is closed. */
  public void run() throws IOException {
    while (!closed) {
      PacketSocket caller;
      try {
        caller = socket.accept();
      } catch (PosixException failed) {
        if (closed) {
          return;
        }
        throw failed;
      }
      try {
        workers.execute(() -> serve(caller));
      } catch (RejectedExecutionException full) {
        log.warn("a caller is turned away: {} are waiting", WAITING);
        caller.close();
      }
    }
  }

  private void serve(PacketSocket caller) {
    try (caller) {
      Rights.Received request = caller.receive(Question.MOST);
      if (request.fd() >= 0) {
        new Descriptor(request.fd()).close(); // nobody asked for one
      }
      PacketSocket.Peer peer = caller.peer();
      answer(caller, request.text(), peer);
    } catch (PosixException failed) {
      log.info("a caller was not served: {}", failed.getMessage());
    }
  }

  private void answer(PacketSocket socketOfCaller, String text, PacketSocket.Peer peer)
      throws PosixException {
    try {
      Question question = Question.parse(text);
      Caller caller =
          new Caller(
              peer.pid(), peer.uid(), Accounts.user(peer.uid()), new HashSet<>(peer.groups()));
      try (BridgeTap tap = maker.make(question.bridge(), question.vnetHeader(), caller)) {
        socketOfCaller.send(Answer.made(tap.name()).text(), tap.fd());
      }
    } catch (RefusedException refused) {
      socketOfCaller.send(Answer.refused(refused).text(), -1);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      workers.shutdown();
      socket.shutDown();
      socket.close();
      try {
        Files.deleteIfExists(path);
      } catch (IOException left) {
        log.warn("{} is left behind: {}", path, left.getMessage());
      }
    }
  }
}
