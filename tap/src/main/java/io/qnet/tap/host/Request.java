package io.qnet.tap.host;

/** Something that is wanted on the host. */
public interface Request {
  /** The name under which it will be undone. */
  String name();

  /**
   * The plan for {@code host} as it stands; reads, and changes nothing.
   *
   * @throws HostException if it cannot be done there
   */
  Plan plan(Host host) throws HostException;
}
