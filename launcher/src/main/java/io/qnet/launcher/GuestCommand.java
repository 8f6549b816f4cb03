package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.MissingProgramException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qnet guest}: the small Linux that tests and the demo start. */
@Command(
    name = "guest",
    header = "a small Linux for tests and the demo",
    customSynopsis = {
      "qnet guest build [--arch CPU] [--force]",
      "  qnet guest list [-o table|json]"
    },
    description =
        "A Linux of a few megabytes that boots in two seconds, made from the distribution's own"
            + " kernel and busybox, without root.",
    footer = {
      "  qnet guest build",
      "  qnet guest list -o json",
      "",
      "Files:",
      "  $XDG_CACHE_HOME/qnet/guest/, else ~/.cache/qnet/guest/   the guests"
    })
final class GuestCommand implements Callable<Integer> {
  private static final String LINE = "%-28s %8s  %s%n";
  private static final int MEGABYTE = 1_000_000;

  private final Terminal terminal;

  GuestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw Failure.usage("qnet guest needs a verb", "nothing was done", "valid here: build, list");
  }

  @Command(
      name = "build",
      header = "make a guest",
      customSynopsis = "qnet guest build [--arch CPU] [--force]",
      description =
          "Makes a guest of the kernel that the distribution has now, unless it is there already,"
              + " and prints its folder.",
      footer = {
        "  qnet guest build",
        "  qnet guest build --arch aarch64",
        "  qnet guest build --force"
      })
  int build(
      @Option(
              names = "--arch",
              paramLabel = "CPU",
              defaultValue = "x86_64",
              description = "Its processor: x86_64 or aarch64. Default: x86_64.")
          String arch,
      @Option(names = "--force", description = "Make it even then.") boolean force)
      throws IOException, InterruptedException {
    try {
      terminal.out().println(builder().of(Architecture.of(arch)).build(force).folder());
      return 0;
    } catch (MissingProgramException missing) {
      throw missing;
    } catch (IOException failed) {
      throw Failure.failed(
              "the guest cannot be built: " + failed.getMessage(),
              "guests that were built before are as they were",
              "see to that, and type qnet guest build again")
          .because(failed);
    }
  }

  @Command(
      name = "list",
      header = "list the guests that are made",
      customSynopsis = "qnet guest list [-o table|json]",
      description =
          "One line each, the newest first, or one JSON array of objects with the fields release"
              + " (of the kernel), kernel (its package), busybox, octets, folder and arch.",
      footer = {"  qnet guest list", "  qnet guest list -o json"})
  int list(@Mixin ListForm form) throws IOException {
    boolean json = form.isJson();
    Map<MicroGuest, Architecture> guests = new LinkedHashMap<>();
    for (Architecture processor : Architecture.values()) {
      builder().of(processor).list().forEach(guest -> guests.put(guest, processor));
    }
    if (json) {
      json(guests);
    } else {
      table(guests);
    }
    return 0;
  }

  private GuestBuilder builder() {
    return new GuestBuilder(
        GuestBuilder.cacheFolder(terminal.variables()),
        line -> terminal.err().println("qnet: " + line));
  }

  private void table(Map<MicroGuest, Architecture> guests) throws IOException {
    terminal.out().printf(LINE, "RELEASE", "MB", "FOLDER");
    for (MicroGuest guest : guests.keySet()) {
      String size = String.valueOf(guest.octets() / MEGABYTE);
      terminal.out().printf(LINE, guest.release(), size, guest.folder());
    }
  }

  private void json(Map<MicroGuest, Architecture> guests) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartArray();
      for (MicroGuest guest : guests.keySet()) {
        json.writeStartObject();
        json.writeStringField("release", guest.release());
        json.writeStringField("kernel", guest.kernelOrigin());
        json.writeStringField("busybox", guest.busybox());
        json.writeNumberField("octets", guest.octets());
        json.writeStringField("folder", guest.folder().toString());
        json.writeStringField("arch", String.valueOf(guests.get(guest)).toLowerCase(Locale.ROOT));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    terminal.out().println(text);
  }
}
