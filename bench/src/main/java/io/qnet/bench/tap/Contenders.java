package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Who there is. All give the guest 10.0.2.15 and the host 10.0.2.2. */
final class Contenders {
  static final String OURS = "qnet";
  static final String SLIRP4NETNS = "slirp4netns";
  static final String PASTA = PastaGateway.NAME;
  static final String LOOPBACK = "loopback";

  private static final String HOST = OurGateway.HOST;
  private static final String WITHOUT = "did not bring a network";
  private static final Duration START = Duration.ofSeconds(60);

  private Contenders() {}

  /** A contender by name and MTU. */
  private record Named(String program, String manner, int mtu, Attaching attaching)
      implements Contender {
    Named(String program, int mtu, Attaching attaching) {
      this(program, "", mtu, attaching);
    }

    @Override
    public String name() {
      return mtu == 0 ? program : program + manner + "-" + mtu;
    }

    @Override
    public Attachment attach(Outdoors outdoors) throws BenchException, InterruptedException {
      return attaching.attach(outdoors, mtu);
    }
  }

  @FunctionalInterface
  private interface Attaching {
    Contender.Attachment attach(Outdoors outdoors, int mtu)
        throws BenchException, InterruptedException;
  }

  /** Us, then who is compared, in the order in which they take turns. */
  static List<Contender> all() {
    return List.of(
        new Named(OURS, 1500, Contenders::ours),
        new Named(OURS, "-plain", 1500, Contenders::plain),
        new Named(SLIRP4NETNS, 1500, Contenders::slirp4netns),
        new Named(PASTA, 65520, Contenders::pasta),
        new Named(SLIRP4NETNS, 65520, Contenders::slirp4netns),
        new Named(PASTA, 1500, Contenders::pasta),
        new Named(
            LOOPBACK,
            0,
            (outdoors, mtu) -> new Contender.Attachment(outdoors.namespace(), "127.0.0.1")));
  }

  private static Contender.Attachment ours(Outdoors outdoors, int mtu)
      throws BenchException, InterruptedException {
    OurGateway ours = OurGateway.start(outdoors, mtu);
    return new Contender.Attachment(ours.namespace(), HOST);
  }

  /** Ours without offloads: what segments of 64 KiB and unfinished checksums bring. */
  private static Contender.Attachment plain(Outdoors outdoors, int mtu)
      throws BenchException, InterruptedException {
    OurGateway ours = OurGateway.startAt(outdoors, ",offloads=off", mtu);
    return new Contender.Attachment(ours.namespace(), HOST);
  }

  private static Contender.Attachment slirp4netns(Outdoors outdoors, int mtu)
      throws BenchException, InterruptedException {
    Namespace inner = Namespace.create(outdoors.children());
    Child daemon =
        outdoors.start(
            List.of(
                SLIRP4NETNS,
                "--configure",
                "--mtu=" + mtu,
                "--netns-type=path",
                inner.path(),
                "tap0"),
            Map.of());
    daemon.await(inner::hasDefaultRoute, START, WITHOUT); // the last that it makes
    return new Contender.Attachment(inner, HOST);
  }

  private static Contender.Attachment pasta(Outdoors outdoors, int mtu)
      throws BenchException, InterruptedException {
    return new Contender.Attachment(PastaGateway.start(outdoors, mtu, "none"), HOST);
  }
}
