package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of guests. */
class GuestBuilderTest {
  private final Path cache;
  private final List<String> progress = new ArrayList<>();

  GuestBuilderTest(@TempDir Path cache) {
    this.cache = cache;
  }

  @Test
  @DisplayName("the cache folder is where XDG says: absolute paths count, others do not")
  void cacheFolder() {
    assertThat(GuestBuilder.cacheFolder(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/h")))
        .hasToString("/c/qnet/guest");
    assertThat(GuestBuilder.cacheFolder(Map.of("XDG_CACHE_HOME", "c", "HOME", "/h")))
        .hasToString("/h/.cache/qnet/guest");
    assertThat(GuestBuilder.cacheFolder(Map.of("HOME", "/h"))).hasToString("/h/.cache/qnet/guest");
  }

  @Test
  @DisplayName("guests are listed newest first; half a guest, and what is none, is passed over")
  void list() throws Exception {
    guest("guest-old", 100);
    guest("guest-new", 200);
    Files.delete(guest("guest-half", 300).initramfs());
    Files.createDirectory(cache.resolve("guest-empty"));
    Files.createDirectory(cache.resolve(".building-1"));

    List<MicroGuest> guests = builder().list();

    assertThat(guests)
        .extracting(guest -> guest.folder().getFileName().toString())
        .containsExactly("guest-new", "guest-old");
    assertThat(guests.get(0).release()).isEqualTo("6.1");
    assertThat(guests.get(0).octets()).isEqualTo(7);
  }

  @Test
  @DisplayName("a guest of this recipe is used as it is, without a look at the network")
  void ensure() throws Exception {
    MicroGuest present = guest("guest-a", 100);
    guest("guest-b", 200, "another recipe");
    assertThat(builder().ensure()).isEqualTo(present);
    assertThat(progress).isEmpty();
  }

  @Test
  @DisplayName("no cache, no guests")
  void empty() throws Exception {
    assertThat(new GuestBuilder(cache.resolve("none"), progress::add).list()).isEmpty();
  }

  private GuestBuilder builder() {
    return new GuestBuilder(cache, progress::add);
  }

  private MicroGuest guest(String name, int second) throws Exception {
    return guest(name, second, GuestBuilder.recipe());
  }

  private MicroGuest guest(String name, int second, String recipe) throws Exception {
    Path folder = Files.createDirectory(cache.resolve(name));
    MicroGuest guest = new MicroGuest(folder, "6.1", "linux_6.1.deb", "BusyBox v1", recipe, true);
    Files.writeString(guest.kernel(), "kern");
    Files.writeString(guest.initramfs(), "ini");
    Files.writeString(guest.packedKernel(), "packed");
    guest.save();
    Files.setLastModifiedTime(folder, FileTime.from(Instant.ofEpochSecond(second)));
    return guest;
  }
}
