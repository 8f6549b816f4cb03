package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.ByteStream;
import org.jspecify.annotations.Nullable;

/**
 * The connection as its user sees it. What the user asks for, and what the user is told, waits for
 * the end of the burst: no callback runs inside the call that caused it.
 */
final class GuestStream implements ByteStream {
  private final ControlBlock block;
  private @Nullable Reader reader;
  private @Nullable Reason aborted;
  private boolean paused;
  private boolean endTold;
  private boolean ended;
  private boolean full;

  GuestStream(ControlBlock block) {
    this.block = block;
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
    block.ask();
  }

  @Override
  public boolean write(ByteBuf octets) {
    if (ended || block.isClosed()) {
      octets.release();
      return true;
    }
    if (!block.sender.write(octets)) {
      full = true;
    }
    block.ask();
    return !full;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    block.ask();
  }

  @Override
  public void end() {
    if (!ended && !block.isClosed()) {
      ended = true;
      block.sender.space.finish();
      block.ask();
    }
  }

  @Override
  public void abort(Reason reason) {
    reader = null;
    block.abort("aborted by the host side: " + reason);
  }

  /** The guest's side ended early; the user is told, unless it knows. */
  void ended(Reason reason) {
    aborted = reason;
    block.ask();
  }

  /** Nobody listens any more. */
  void forget() {
    reader = null;
  }

  /** Tells the user what there is to tell. */
  void deliver() {
    deliverOctets();
    Reader told = reader;
    if (told == null) {
      return;
    }
    if (aborted != null) {
      reader = null;
      told.onAbort(aborted);
      return;
    }
    if (block.receiver.ended() && !endTold && block.receiver.queued() == 0) {
      endTold = true;
      told.onEnd();
    }
    if (full && !block.isClosed() && block.sender.hasRoom() && reader != null) {
      full = false;
      told.onWritable();
    }
  }

  private void deliverOctets() {
    while (!paused && reader != null) {
      ByteBuf octets = block.receiver.poll();
      if (octets == null) {
        return;
      }
      reader.onBytes(octets);
    }
  }

  /** Whether something is to be told that could be. */
  boolean hasNews() {
    if (reader == null) {
      return false;
    }
    boolean readable = !paused && block.receiver.queued() > 0;
    boolean over = block.receiver.ended() && !endTold && block.receiver.queued() == 0;
    boolean room = full && !block.isClosed() && block.sender.hasRoom();
    return aborted != null || readable || over || room;
  }

  /** Whether the user, if there is one, was told everything. */
  boolean isSettled() {
    return reader == null
        || (aborted == null && block.receiver.queued() == 0 && endTold == block.receiver.ended());
  }
}
