package io.qnet.web;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The doors into the guests, changed while they run. Called on the API's thread, which waits for
 * nothing. What cannot be done fails with a {@link RefusedException}, and changes nothing.
 */
public interface RedirectApi {
  /** All doors, in the order in which they were opened. */
  CompletionStage<List<Redirect>> list();

  /**
   * Opens doors: all or none.
   *
   * @param rules as they are typed; a range is as many doors as it has ports
   * @return the doors as they stand
   */
  CompletionStage<List<Redirect>> add(List<String> rules);

  /**
   * Shuts doors: all or none.
   *
   * @param rules whole ones, or their host halves
   * @param cut whether who is in is put out, too
   * @return the doors as they stood
   */
  CompletionStage<List<Redirect>> remove(List<String> rules, boolean cut);

  /**
   * A door.
   *
   * @param rule as it is typed, with the port that was free
   * @param protocol {@code tcp}, {@code udp} or {@code unix}
   * @param host an address of this host, or a path
   * @param hostPort 0 for a path
   * @param proxyProtocol {@code none}, {@code v1} or {@code v2}
   * @param reach who can come in, in words
   * @param connections how many are in now
   */
  record Redirect(
      String rule,
      String protocol,
      String host,
      int hostPort,
      String guest,
      int guestPort,
      String proxyProtocol,
      String reach,
      int connections) {}
}
