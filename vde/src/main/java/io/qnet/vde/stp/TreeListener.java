package io.qnet.vde.stp;

/** Who does what the tree decides. */
public interface TreeListener {
  /** From now on {@code port} does that with the frames of stations. */
  void onState(int port, TreeState state);

  /** The stations that were learned at {@code port} may be elsewhere now: forget them. */
  void onFlush(int port);

  /** Something happened that people want to know. */
  default void onEvent(TreeEvent event) {}
}
