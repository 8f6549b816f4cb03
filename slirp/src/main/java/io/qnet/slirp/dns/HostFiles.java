package io.qnet.slirp.dns;

import io.qnet.wire.address.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host's {@code /etc/hosts} and {@code /etc/resolv.conf} say: read again when they change,
 * away from the event loop. All methods but {@link #read} belong to the event loop.
 */
public final class HostFiles {
  private static final Logger LOG = LoggerFactory.getLogger(HostFiles.class);

  /** How long what was read is not doubted, in nanoseconds: 1 s. */
  private static final long TRUSTED = Duration.ofSeconds(1).toNanos();

  /** Longest file that is read, in octets; the rest of a longer one is not seen. */
  private static final int MAX_FILE = 8 << 20;

  private final @Nullable Source source;
  private Known known;
  private HostNames names;
  private Map<String, List<IpAddress>> extra = Map.of();
  private boolean reading;
  private boolean readOnce;
  private long readAt;

  private HostFiles(@Nullable Source source, Known known) {
    this.source = source;
    this.known = known;
    this.names = known.names;
  }

  /** Files that never change, and are nowhere. */
  public static HostFiles fixed(HostNames names, Resolvers resolvers) {
    return new HostFiles(null, new Known(names, resolvers, Stamp.ABSENT, Stamp.ABSENT));
  }

  /**
   * Reads both files now, and whenever they change. Blocks: to be called before the event loop has
   * to do with it. A file that is not there counts as empty.
   *
   * @param gateway what the host's loopback addresses become
   * @param reader runs the reading, one job at a time; may reject, then it is tried again later
   * @param loop the event loop, or a burst on it: runs what takes over the result
   */
  public static HostFiles read(
      Path hosts, Path resolvConf, HostNames.Gateway gateway, Executor reader, Executor loop) {
    Source source = new Source(hosts, resolvConf, gateway, reader, loop);
    Known nothing = new Known(HostNames.none(), Resolvers.parse(""), Stamp.ABSENT, Stamp.ABSENT);
    return new HostFiles(source, source.readAgain(nothing));
  }

  /** The names to answer here. */
  public HostNames names() {
    return names;
  }

  /** Whom to ask for all others. */
  public Resolvers resolvers() {
    return known.resolvers;
  }

  /** Sets names that come before those of the files, in place of those set before. */
  public void setExtra(Map<String, List<IpAddress>> newExtra) {
    extra = Map.copyOf(newExtra);
    names = known.names.plus(extra);
  }

  /** Has the files looked at if that was a second ago; returns at once. */
  public void refresh(long now) {
    if (source == null || reading || (readOnce && now - readAt < TRUSTED)) {
      return;
    }
    readOnce = true;
    readAt = now;
    reading = true;
    Source from = source;
    Known before = known;
    try {
      from.reader.execute(
          () -> {
            Known after = from.readAgainOr(before);
            from.loop.execute(() -> take(after));
          });
    } catch (RejectedExecutionException busy) {
      reading = false;
    }
  }

  private void take(Known after) {
    reading = false;
    if (!after.equals(known)) {
      known = after;
      names = extra.isEmpty() ? after.names : after.names.plus(extra);
    }
  }

  /** What the files said, and which files those were. */
  private record Known(HostNames names, Resolvers resolvers, Stamp hosts, Stamp resolvConf) {}

  /** By what a changed file is told from an unchanged one. */
  private record Stamp(long modified, long size, @Nullable Object key) {
    static final Stamp ABSENT = new Stamp(0, -1, null);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return new Stamp(modified, attributes.size(), attributes.fileKey());
      } catch (IOException absent) {
        return ABSENT;
      }
    }

    /** As equals, but without what Java puts together for a record at first use. */
    boolean isSame(Stamp other) {
      return modified == other.modified && size == other.size && Objects.equals(key, other.key);
    }
  }

  /** Where to read from. */
  private record Source(
      Path hosts, Path resolvConf, HostNames.Gateway gateway, Executor reader, Executor loop) {

    /** As {@link #readAgain}; whatever goes wrong, the caller hears of it and may try again. */
    Known readAgainOr(Known before) {
      try {
        return readAgain(before);
      } catch (RuntimeException unexpected) {
        LOG.warn(
            "cannot read {} or {}: guests see what they said before",
            hosts,
            resolvConf,
            unexpected);
        return before;
      }
    }

    Known readAgain(Known before) {
      Stamp newHosts = Stamp.of(hosts);
      Stamp newResolvConf = Stamp.of(resolvConf);
      boolean sameHosts = newHosts.isSame(before.hosts);
      boolean sameResolvConf = newResolvConf.isSame(before.resolvConf);
      if (sameHosts && sameResolvConf) {
        return before;
      }
      return new Known(
          sameHosts ? before.names : HostNames.parse(text(hosts), gateway),
          sameResolvConf ? before.resolvers : Resolvers.parse(text(resolvConf)),
          newHosts,
          newResolvConf);
    }

    private static String text(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
      } catch (IOException unreadable) {
        LOG.warn(
            "cannot read {} ({}): guests get no names from it; make it readable",
            file,
            unreadable.toString());
        return "";
      }
    }
  }
}
