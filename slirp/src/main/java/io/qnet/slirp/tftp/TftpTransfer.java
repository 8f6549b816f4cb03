package io.qnet.slirp.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.tftp.TftpFolder.Opened;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Deadlines;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way to one guest. Blocks are counted from 1 and without end; on the wire they are
 * taken modulo 65536.
 *
 * <p>Only an acknowledgment of something new makes it send, or the time-out: so a duplicate never
 * doubles the traffic (RFC 1123, section 4.2.3.1).
 */
final class TftpTransfer {
  private static final int MOST_TRIES = 6;
  private static final int DATA_HEADER = 4;

  private final TftpServer server;
  private final IpAddress guest;
  private final int guestPort;
  private final IpAddress router;
  private final int port;
  private final TftpRequest request;
  private final Deadlines.Entry timer;
  private @Nullable Opened file;
  private TftpTerms terms = TftpTerms.NONE;
  private long lastBlock;

  /** The highest block that the guest has; -1 until it has confirmed the options. */
  private long acknowledged;

  /** The highest block that was sent. */
  private long sent;

  private byte[] ahead = {};
  private long aheadAt;
  private boolean reading;
  private int tries;
  private boolean over;

  TftpTransfer(
      TftpServer server,
      IpAddress guest,
      int guestPort,
      IpAddress router,
      int port,
      TftpRequest request) {
    this.server = server;
    this.guest = guest;
    this.guestPort = guestPort;
    this.router = router;
    this.port = port;
    this.request = request;
    this.timer = server.segment().deadlines().entry(this::onTimeout);
  }

  /** Our port: the transfer's identifier. */
  int port() {
    return port;
  }

  IpAddress guest() {
    return guest;
  }

  TftpRequest request() {
    return request;
  }

  boolean isWith(IpAddress address, int addressPort, IpAddress to) {
    return guestPort == addressPort && guest.equals(address) && router.equals(to);
  }

  /** Whether the guest has not answered yet: it may repeat its request. */
  boolean isNew() {
    return acknowledged <= 0;
  }

  void start() {
    server.folder().open(request.name(), this::onOpened);
  }

  private void onOpened(@Nullable Opened opened, @Nullable TftpError error) {
    if (over || opened == null) {
      if (opened != null) {
        server.folder().close(opened);
      } else {
        refuse(error == null ? TftpError.DENIED : error);
      }
      return;
    }
    file = opened;
    terms = TftpTerms.of(request, opened.size(), server.room(guest));
    lastBlock = opened.size() / terms.blockSize() + 1;
    if (terms.accepted().isEmpty()) {
      send();
    } else {
      acknowledged = -1;
      sendOptions();
    }
  }

  private void sendOptions() {
    ByteBuf message = Unpooled.buffer(64).writeShort(TftpRequest.OPTIONS);
    terms
        .accepted()
        .forEach(
            (option, value) -> {
              message.writeCharSequence(option, StandardCharsets.US_ASCII);
              message.writeByte(0).writeCharSequence(value, StandardCharsets.US_ASCII);
              message.writeByte(0);
            });
    say(message);
    await();
  }

  /** A message from the guest's port. */
  void onMessage(ByteBuf message) {
    if (over) {
      return;
    }
    int operation = message.getUnsignedShort(message.readerIndex());
    if (operation == TftpRequest.ERROR) {
      end("the guest gave up");
    } else if (operation == TftpRequest.ACKNOWLEDGMENT) {
      onAcknowledgment(message.getUnsignedShort(message.readerIndex() + 2));
    }
  }

  private void onAcknowledgment(int number) {
    long block = acknowledged + ((number - acknowledged) & 0xffff);
    if (file == null || block <= acknowledged || block > sent) {
      return;
    }
    acknowledged = block;
    tries = 0;
    if (block == lastBlock) {
      end("");
      return;
    }
    sent = block; // what came after it in this window did not arrive (RFC 7440, section 4)
    send();
  }

  /** Sends a window; reads ahead first if it is not there. */
  private void send() {
    Opened from = file;
    if (from == null || reading || over) {
      return;
    }
    long first = Math.max(acknowledged, 0) + 1;
    long last = Math.min(lastBlock, first + terms.windowSize() - 1);
    long begin = (first - 1) * terms.blockSize();
    long end = Math.min(from.size(), last * terms.blockSize());
    if (begin < aheadAt || end > aheadAt + ahead.length) {
      reading = true;
      int length = (int) Math.min(from.size() - begin, TftpTerms.AHEAD);
      server.folder().read(from, begin, length, (octets, error) -> onRead(begin, octets, error));
      return;
    }
    for (long block = first; block <= last; block++) {
      long at = (block - 1) * terms.blockSize();
      int length = (int) Math.min(terms.blockSize(), from.size() - at);
      ByteBuf message = Unpooled.buffer(DATA_HEADER + length);
      message.writeShort(TftpRequest.DATA).writeShort((int) block & 0xffff);
      say(message.writeBytes(ahead, (int) (at - aheadAt), length));
    }
    sent = Math.max(sent, last);
    await();
  }

  private void onRead(long at, byte @Nullable [] octets, @Nullable TftpError error) {
    reading = false;
    if (over) {
      return;
    }
    if (octets == null) {
      refuse(error == null ? TftpError.CHANGED : error);
      return;
    }
    ahead = octets;
    aheadAt = at;
    send();
  }

  private void await() {
    long wait = terms.patient() ? terms.timeout() : terms.timeout() << tries;
    timer.set(server.segment().burst().now() + wait);
  }

  private void onTimeout(long now) {
    if (++tries > MOST_TRIES) {
      end("the guest does not answer");
    } else if (acknowledged < 0) {
      sendOptions();
    } else {
      send();
    }
  }

  private void refuse(TftpError error) {
    say(error.message());
    end(error.text());
  }

  private void say(ByteBuf message) {
    server.segment().output().udp(router, port, guest, guestPort, message);
    message.release();
  }

  /**
   * Gives everything back.
   *
   * @param why empty if the guest has the file
   */
  void end(String why) {
    if (over) {
      return;
    }
    over = true;
    timer.set(Deadlines.NEVER);
    ahead = new byte[0];
    Opened open = file;
    if (open != null) {
      server.folder().close(open);
    }
    server.ended(this, open == null ? 0 : open.size(), why);
  }
}
