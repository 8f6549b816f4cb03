package io.qnet.vde.plug;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.vde.PortGroup;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.Link;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.UnixPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A switch's directory: the door that VDE clients come in by. */
public final class VdeDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VdeDirectory.class);
  private static final String CTL = "ctl";

  /** The longest name in a directory: {@code /999.2147483647}. */
  private static final int LONGEST_NAME = 15;

  private final Path path;
  private final @Nullable OldDirectory before;
  private final List<Channel> listeners = new ArrayList<>();
  private final Doorkeeper doorkeeper;

  private VdeDirectory(Path path, @Nullable OldDirectory before, Doorkeeper doorkeeper) {
    this.path = path;
    this.before = before;
    this.doorkeeper = doorkeeper;
  }

  /**
   * What a directory has to do with the rest of its segment.
   *
   * @param loop of the segment
   * @param to the switch that its clients plug into
   * @param background runs what touches the file system
   * @param wrapper puts something around the link of each cable; or returns it as it is
   */
  public record Segment(
      Loop loop, VirtualSwitch to, Executor background, UnaryOperator<Link> wrapper) {}

  /**
   * Opens the directory {@code path}, which is made if there is none; what a switch that died left
   * in it is removed. One that is there is closed to others meanwhile, and has its mode and group
   * back in the end. Not to be called on the loop.
   *
   * @throws java.nio.file.NoSuchFileException if there is no place to make it in
   * @throws IOException if a living switch has it, it is for something else, or it cannot be had;
   *     the message says by whom
   */
  public static VdeDirectory open(Path path, Access access, List<PortGroup> groups, Segment segment)
      throws IOException {
    int longest = path.toString().getBytes(StandardCharsets.UTF_8).length + LONGEST_NAME;
    if (longest > UnixPath.LONGEST) {
      throw new IOException(
          "the paths of sockets have at most "
              + UnixPath.LONGEST
              + " octets, and those in "
              + path
              + " would have "
              + longest);
    }
    OldDirectory before = prepare(path);
    Doorkeeper doorkeeper = new Doorkeeper(path, access, segment);
    VdeDirectory directory = new VdeDirectory(path, before, doorkeeper);
    try {
      directory.listen(CTL, access, segment, null);
      directory.removeStale();
      for (PortGroup group : groups) {
        directory.listen(group.name(), access, segment, group);
      }
      chgrp(path, access);
      Files.setAttribute(path, "unix:mode", access.directoryMode());
      return directory;
    } catch (IOException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private static @Nullable OldDirectory prepare(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return OldDirectory.take(path);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is there already, and is not a directory");
    }
    Files.createDirectory(path, PosixFilePermissions.asFileAttribute(Access.permissions(0700)));
    return null;
  }

  private void listen(String name, Access access, Segment segment, @Nullable PortGroup group)
      throws IOException {
    Path socket = path.resolve(name);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(segment.loop().eventLoop())
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel channel) {
                    doorkeeper.arrived(channel, group);
                  }
                });
    listeners.add(UnixPath.bind(bootstrap, new DomainSocketAddress(socket.toString())));
    Files.setPosixFilePermissions(socket, Access.permissions(access.mode()));
    chgrp(socket, access);
  }

  /** The ends of cables that a switch left which died: nobody else has {@code ctl}. */
  private void removeStale() throws IOException {
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(path, "[0-9][0-9][0-9].[0-9]*")) {
      for (Path socket : sockets) {
        Files.deleteIfExists(socket);
      }
    }
  }

  static void chgrp(Path path, Access access) throws IOException {
    String group = access.group();
    if (group != null) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class)
          .setGroup(
              FileSystems.getDefault()
                  .getUserPrincipalLookupService()
                  .lookupPrincipalByGroupName(group));
    }
  }

  /** Lets nobody in any more, and removes what was put here. Cables are pulled by the switch. */
  @Override
  public void close() {
    doorkeeper.close();
    for (Channel listener : listeners) {
      Path socket = Path.of(((DomainSocketAddress) listener.localAddress()).path());
      listener.close().awaitUninterruptibly();
      remove(socket);
    }
    try {
      removeStale();
    } catch (IOException failure) {
      LOG.debug("{}", failure.toString());
    }
    if (before == null) {
      remove(path);
    } else {
      before.giveBack();
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) { // a client's own socket, which is the client's to remove
      LOG.debug("{} stays: {}", path, failure.toString());
    }
  }
}
