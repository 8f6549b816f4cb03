package io.qnet.wire;

/**
 * A port: where a machine plugs in. Peers come and go behind it; while there is none, frames are
 * dropped and counted as {@link DropReason#NO_PEER}.
 *
 * <p>A wrapper (capture, loss, delay) is a link too, and passes on what it does not change.
 */
public interface Link extends AutoCloseable {
  /**
   * Starts the link; called once. Every frame that arrives goes to {@code inbound}, which owns it.
   */
  void open(FrameSink inbound, LinkEvents events);

  /**
   * Sends one frame to the far end; takes ownership of it. Never blocks: a full link drops and
   * counts. To be called inside a {@link Burst}, whose end calls {@link #flush}.
   */
  void send(Frame frame);

  /** Whether the far end keeps up. A sender that can wait asks first; a switch does not. */
  boolean writable();

  /** Everything sent in this burst leaves, in one system call where the transport can. */
  void flush();

  /** What the far end takes unprepared. */
  Offloads offloads();

  /** The name in logs, captures and tables, such as {@code vm1.net0}. */
  String name();

  /** The frames that this link lost, by reason. */
  Drops drops();

  @Override
  void close();
}
