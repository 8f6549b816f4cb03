package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.ByteStream;
import io.qnet.wire.channel.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real programs, on a real loop. */
@DisplayName("Programs that answer guests")
@Timeout(120)
class ChildrenTest {
  private final Loop loop = Loop.start("children");
  private final ExecutorService background = Executors.newCachedThreadPool();
  private final Children children = new Children(loop, background, Duration.ofMillis(50));

  @AfterEach
  void close() {
    children.close();
    background.shutdownNow();
    loop.close();
  }

  @Test
  @DisplayName("one that neither reads nor writes is ended when its guest has long hung up")
  void forgotten() throws Exception {
    CompletableFuture<ByteStream.Reason> aborted = new CompletableFuture<>();
    CompletableFuture<ByteStream> started = new CompletableFuture<>();
    children.start(List.of("sleep", "86399"), started::complete, aborted::complete);
    ByteStream stream = started.get();
    ProcessHandle program = child("86399"::equals);
    assertThat(program.isAlive()).isTrue();

    loop.execute(
        () -> {
          stream.open(new Told(aborted));
          stream.end();
        });

    assertThat(aborted.get()).isEqualTo(ByteStream.Reason.TIMEOUT);
    assertThat(program.onExit()).succeedsWithin(Duration.ofSeconds(60));
  }

  private static ProcessHandle child(Predicate<String> argument) {
    return ProcessHandle.current()
        .children()
        .filter(
            process -> process.info().arguments().stream().flatMap(Stream::of).anyMatch(argument))
        .findFirst()
        .orElseThrow();
  }

  private record Told(CompletableFuture<ByteStream.Reason> aborted) implements ByteStream.Reader {
    @Override
    public void onBytes(ByteBuf octets) {
      octets.release();
    }

    @Override
    public void onEnd() {}

    @Override
    public void onWritable() {}

    @Override
    public void onAbort(ByteStream.Reason reason) {
      aborted.complete(reason);
    }
  }
}
