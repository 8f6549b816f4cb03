package io.qnet.tap.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What takes a step back. It looks first whether the step was taken: a journal says only that it
 * was about to be.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "undo")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Undo.DeleteLink.class, name = "delete-link"),
  @JsonSubTypes.Type(value = Undo.DeleteTable.class, name = "delete-table"),
  @JsonSubTypes.Type(value = Undo.DeleteMember.class, name = "delete-member"),
  @JsonSubTypes.Type(value = Undo.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Undo.Release.class, name = "release"),
  @JsonSubTypes.Type(value = Undo.SetDown.class, name = "set-down"),
  @JsonSubTypes.Type(value = Undo.AddAddress.class, name = "add-address"),
  @JsonSubTypes.Type(value = Undo.SettleAddress.class, name = "settle-address"),
  @JsonSubTypes.Type(value = Undo.AddRoute.class, name = "add-route"),
  @JsonSubTypes.Type(value = Undo.DeleteRoute.class, name = "delete-route"),
  @JsonSubTypes.Type(value = Undo.RunScript.class, name = "run-script"),
  @JsonSubTypes.Type(value = Undo.EndService.class, name = "end-service")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Undo {
  /** Whether there is something to take back. */
  boolean isDue(Facts facts, Host host) throws HostException;

  /** What takes it back. */
  Command command();

  private static boolean isHere(@Nullable String netns, Host host) throws HostException {
    return netns == null || host.names("/run/netns").contains(netns);
  }

  /**
   * Deletes an interface, if it is the one that was made.
   *
   * @param netns its network namespace, by name; null for ours
   * @param kind {@code bridge} or {@code tun}
   * @param address its link-layer address; null if that was left to the kernel
   */
  record DeleteLink(@Nullable String netns, String name, String kind, @Nullable String address)
      implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      if (!isHere(netns, host)) {
        return false; // it went, and the device with it
      }
      Optional<LinkFact> link = facts.link(netns, name);
      return link.isPresent()
          && link.get().kind().equals(kind)
          && (address == null || link.get().address().equals(address));
    }

    @Override
    public Command command() {
      List<String> words = new ArrayList<>(List.of("ip"));
      if (netns != null) {
        words.addAll(List.of("-n", netns));
      }
      words.addAll(List.of("link", "delete", "dev", name));
      return new Command.Run(words, null);
    }
  }

  /** Deletes a table of nf_tables, and all that is in it. */
  record DeleteTable(String family, String name) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.hasTable(family, name);
    }

    @Override
    public Command command() {
      return Command.run("nft", "delete", "table", family, name);
    }
  }

  /** Takes an interface out of a set of names. */
  record DeleteMember(String family, String table, String set, String member) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.isMember(family, table, set, member);
    }

    @Override
    public Command command() {
      return Command.run(
          "nft", "delete element " + family + " " + table + " " + set + " { \"" + member + "\" }");
    }
  }

  /** Writes back what a file of /proc said, if the file is still there and says something else. */
  record Restore(String path, String value) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      String now = host.read(path);
      return now != null && !now.equals(value);
    }

    @Override
    public Command command() {
      return new Command.Write(path, value);
    }
  }

  /** Takes an interface, which is not ours, out of a bridge. */
  record Release(String device, String bridge) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.link(null, device).filter(link -> link.master().equals(bridge)).isPresent();
    }

    @Override
    public Command command() {
      return Command.run("ip", "link", "set", "dev", device, "nomaster");
    }
  }

  /** Takes an interface down that was down. */
  record SetDown(String device) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.link(null, device).filter(LinkFact::up).isPresent();
    }

    @Override
    public Command command() {
      return Command.run("ip", "link", "set", "dev", device, "down");
    }
  }

  /**
   * Gives an interface back an address that it had.
   *
   * @param words the address and its attributes, as ip-address(8) takes them
   */
  record AddAddress(String device, String address, List<String> words) implements Undo {
    /** Keeps a copy of its own. */
    public AddAddress {
      words = List.copyOf(words);
    }

    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.link(null, device).isPresent()
          && facts.addresses(device).stream().noneMatch(known -> known.local().equals(address));
    }

    @Override
    public Command command() {
      return address("add", words, device);
    }

    private static Command address(String verb, List<String> words, String device) {
      List<String> all = new ArrayList<>(List.of("ip", "address", verb));
      all.addAll(words);
      all.addAll(List.of("dev", device));
      return new Command.Run(all, null);
    }
  }

  /**
   * Takes back that an IPv6 address was given back without the test for duplicates, which would
   * have taken seconds. The test is not made up for: the host had the address all the time.
   *
   * @param words as of {@link AddAddress}, without {@code nodad}
   */
  record SettleAddress(String device, String address, List<String> words) implements Undo {
    /** Keeps a copy of its own. */
    public SettleAddress {
      words = List.copyOf(words);
    }

    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.addresses(device).stream()
          .anyMatch(known -> known.local().equals(address) && known.isWithoutTest());
    }

    @Override
    public Command command() {
      return AddAddress.address("change", words, device);
    }
  }

  /** Gives back a route that was there. */
  record AddRoute(Route route) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.allRoutes(null).stream().noneMatch(route::isSame);
    }

    @Override
    public Command command() {
      return route.add();
    }
  }

  /** Takes away a route through a bridge of ours that does not go when the bridge goes down. */
  record DeleteRoute(Route route) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return facts.allRoutes(null).stream().anyMatch(route::isSame);
    }

    @Override
    public Command command() {
      return route.delete();
    }
  }

  /** Runs the script that QEMU would run when a machine unplugs from {@code device}. */
  record RunScript(@Nullable String netns, String script, String device) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) throws HostException {
      return isHere(netns, host) && facts.link(netns, device).filter(LinkFact::isTap).isPresent();
    }

    @Override
    public Command command() {
      return new Command.Run(words(netns, script, device), null);
    }

    /** What runs a script with the device's name, where the device is. */
    public static List<String> words(@Nullable String netns, String script, String device) {
      return netns == null
          ? List.of(script, device)
          : List.of("ip", "netns", "exec", netns, script, device);
    }
  }

  /** Ends the services of a network; whether they run is for the host to find out. */
  record EndService(String name) implements Undo {
    @Override
    public boolean isDue(Facts facts, Host host) {
      return true;
    }

    @Override
    public Command command() {
      return new Command.EndService(name);
    }
  }
}
