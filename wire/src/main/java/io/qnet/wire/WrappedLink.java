package io.qnet.wire;

/** A link around a link, which passes on what it does not change. */
public abstract class WrappedLink implements Link {
  /** The link inside. */
  protected final Link link;

  /** Wraps {@code link}, which is closed with this one. */
  protected WrappedLink(Link link) {
    this.link = link;
  }

  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(inbound, events);
  }

  @Override
  public void send(Frame frame) {
    link.send(frame);
  }

  @Override
  public boolean writable() {
    return link.writable();
  }

  @Override
  public void flush() {
    link.flush();
  }

  @Override
  public Offloads offloads() {
    return link.offloads();
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public Drops drops() {
    return link.drops();
  }

  @Override
  public void close() {
    link.close();
  }
}
