package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.DoorName;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRules;
import io.qnet.redirect.GuestDialer;
import io.qnet.redirect.Redirector;
import io.qnet.redirect.Redirector.OpenDoor;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.host.HostSockets;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the redirector and the gateway meet, who do not know each other. From any thread but the
 * segment's own.
 */
final class Doors implements AutoCloseable {
  static final String NOT_OPENED = "no door was opened";
  private static final String NOT_SHUT = "no door was shut";

  private final Redirector redirector;
  private final GatewaySettings network;
  private final Consumer<GatewayEvent> events;
  private @Nullable Slirp4netnsSocket clients;

  private Doors(Redirector redirector, GatewaySettings network, Consumer<GatewayEvent> events) {
    this.redirector = redirector;
    this.network = network;
    this.events = events;
  }

  /**
   * Opens a door for each rule.
   *
   * @param first who is meant where a rule names no guest
   * @param events told of each door, on the segment's thread
   * @throws Failure if one cannot be opened; none is then
   */
  static Doors open(
      Loop loop,
      HostSockets sockets,
      Gateway gateway,
      GatewaySettings network,
      FirstGuest first,
      Consumer<GatewayEvent> events,
      List<ForwardRule> rules) {
    Redirector redirector = new Redirector(loop, sockets::bind, new Dialer(gateway, first));
    Doors doors = new Doors(redirector, network, event -> loop.execute(() -> events.accept(event)));
    List<ForwardRule> unused = doors.open(rules);
    return doors;
  }

  /**
   * Lets clients of slirp4netns ask for doors.
   *
   * @param path the unix socket where they come; null for nowhere
   * @param background where they are answered
   * @throws Failure if the path cannot be had
   */
  void serve(@Nullable Path path, Loop loop, Executor background) {
    if (path != null) {
      clients = Slirp4netnsSocket.open(path, loop, background, this);
    }
  }

  /**
   * Opens more.
   *
   * @param words rules as they are typed
   * @return the rules as they stand
   * @throws Failure if one is none, or cannot be opened; none is then
   */
  List<ForwardRule> add(List<String> words) {
    List<ForwardRule> rules = new ArrayList<>();
    for (String word : words) {
      try {
        rules.addAll(ForwardRules.parseAny(word));
      } catch (IllegalArgumentException wrong) {
        throw Failure.usage(
            word + ": " + wrong.getMessage(),
            NOT_OPENED,
            "qnet redirect add --help shows the form");
      }
    }
    RedirectGroup.check(rules, network);
    return open(rules);
  }

  private List<ForwardRule> open(List<ForwardRule> rules) {
    try {
      List<ForwardRule> open = redirector.open(rules);
      open.forEach(rule -> events.accept(new GatewayEvent.DoorOpened(rule.toString())));
      return open;
    } catch (Redirector.RefusedException refused) {
      throw DoorFailure.of(refused).because(refused);
    }
  }

  /**
   * Shuts some.
   *
   * @param words rules, or their host halves
   * @param cut whether who is in is put out, too
   * @return the doors as they stood
   * @throws Failure if there is no such door; none is shut then
   */
  List<OpenDoor> remove(List<String> words, boolean cut) {
    List<DoorName> names = new ArrayList<>();
    for (String word : words) {
      try {
        names.addAll(DoorName.parse(word));
      } catch (IllegalArgumentException wrong) {
        throw Failure.usage(
            word + ": " + wrong.getMessage(),
            NOT_SHUT,
            "write a line of qnet redirect list, or its part before the '-'");
      }
    }
    try {
      List<OpenDoor> before = redirector.shut(names, cut);
      before.forEach(door -> events.accept(new GatewayEvent.DoorShut(door.rule().toString(), cut)));
      return before;
    } catch (Redirector.MissingException missing) {
      String what = String.valueOf(missing.getMessage());
      ForwardRule other = missing.other();
      throw Failure.failed(
          other == null ? what : what + ": what is there is " + other,
          NOT_SHUT,
          "qnet redirect list shows them");
    }
  }

  /** All, as they stand. */
  List<OpenDoor> all() {
    return redirector.doors();
  }

  /** The rules as they stand. */
  List<ForwardRule> rules() {
    return all().stream().map(OpenDoor::rule).toList();
  }

  @Override
  public void close() {
    if (clients != null) {
      clients.close();
    }
    redirector.close();
  }

  private record Dialer(Gateway gateway, FirstGuest guest) implements GuestDialer {
    @Override
    public IpAddress first() {
      return guest.address();
    }

    @Override
    public ByteStream dial(IpAddress guest, int port) {
      return gateway.dial(guest, port);
    }

    @Override
    public DatagramFlow datagrams(IpAddress guest, int port) {
      return gateway.datagrams(guest, port);
    }
  }
}
