package io.qnet.wire.channel;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's I/O handler, with two gaps closed.
 *
 * <p>A channel that waits for nothing (paused, and its peer has ended) is taken out of epoll by
 * Netty 4.2.17, so that it does not report its hang-up for ever, but the way back in fails with
 * ENOENT. Here such a channel stays in and waits for edges only: it reports a hang-up once.
 *
 * <p>A loop that is shut down without a quiet period may end before it closed its channels; {@link
 * #prepareToDestroy} can be called beforehand.
 */
final class SteadyIoHandler implements IoHandler {
  private final IoHandler io;

  SteadyIoHandler(IoHandler io) {
    this.io = io;
  }

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return io.run(context);
  }

  /** Closes every channel; on the loop. */
  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(io.register(handle));
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }

  private static final class Registration implements IoRegistration {
    private final IoRegistration registration;
    private boolean added;

    Registration(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as inherited
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public long submit(IoOps ops) {
      if (ops instanceof EpollIoOps epoll && epoll.value() == 0) {
        return added ? registration.submit(EpollIoOps.EPOLLET) : 0;
      }
      added = true;
      return registration.submit(ops);
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
