package io.qnet.wire;

/** What a link tells its owner. Runs on the segment's event loop, inside a {@link Burst}. */
public interface LinkEvents {
  /** For owners to whom it is all the same. */
  LinkEvents IGNORED = new LinkEvents() {};

  /** A peer is there. */
  default void onUp() {}

  /** The peer went; stations and neighbours behind it are to be forgotten, leases kept. */
  default void onDown(String why) {}

  /** The link was not {@linkplain Link#writable writable} and now is again. */
  default void onWritable() {}
}
