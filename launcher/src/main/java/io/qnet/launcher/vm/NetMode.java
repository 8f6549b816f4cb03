package io.qnet.launcher.vm;

import io.qnet.launcher.port.PortSpec;
import java.util.List;

/** What one card of a machine is plugged into, as {@code --net} says. */
public sealed interface NetMode {
  /**
   * Reads what follows {@code --net}.
   *
   * @throws io.qnet.launcher.cli.Failure if it is no mode, or one with a wrong option
   */
  static NetMode parse(String text) {
    return parse(text, VmFailure.MEANING);
  }

  /**
   * The same for a machine that runs.
   *
   * @param meaning what it means that it is none
   */
  static NetMode parse(String text, String meaning) {
    return new NetModeParser(text, meaning).parse();
  }

  /** As it was given. */
  String text();

  /**
   * A gateway of ours, reached by a socket.
   *
   * @param text as it was given
   * @param options the words of {@code qnet user}
   * @param notices what there is to say of them
   */
  record Gateway(String text, List<String> options, List<String> notices) implements NetMode {
    /** Keeps a copy of its own. */
    public Gateway {
      options = List.copyOf(options);
      notices = List.copyOf(notices);
    }
  }

  /**
   * QEMU does it alone.
   *
   * @param text as it was given
   * @param backend what it is told
   */
  record Native(String text, NetBackend backend) implements NetMode {}

  /**
   * A VDE switch, by a client of ours: QEMU has none.
   *
   * @param text as it was given
   * @param place where the card is plugged in
   */
  record Relayed(String text, PortSpec.Vde place) implements NetMode {}

  /**
   * Nothing: no card at the start, a card without a cable later.
   *
   * @param text as it was given
   */
  record None(String text) implements NetMode {}
}
