package io.qnet.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an API shows. Called on the API's thread, which waits for nothing. */
public interface LabApi {
  /** What runs. */
  Status status();

  /** The live mappings, the least recently used of each protocol first. */
  CompletionStage<List<Mapping>> nat();

  /** The addresses that guests have. */
  CompletionStage<List<Lease>> leases();

  /** The doors into the guests; null if there can be none. */
  default @Nullable RedirectApi redirects() {
    return null;
  }

  /** The user-mode networks in it, in the order of a machine's cards. */
  default List<NetworkRow> networks() {
    return List.of();
  }

  /** What is shown of one of {@link #networks} alone; null if there is no such. */
  default @Nullable LabApi network(String name) {
    return null;
  }

  /** The consoles of a machine; null where there is no machine. */
  default @Nullable Consoles consoles() {
    return null;
  }

  /** How many packets went nowhere, by reason. */
  CompletionStage<Map<String, Long>> drops();

  /** The ports of a switch; none where there is no switch. */
  default CompletionStage<List<SwitchPort>> switchPorts() {
    return CompletableFuture.completedFuture(List.of());
  }

  /** Where a switch knows stations to be. */
  default CompletionStage<List<Station>> switchStations() {
    return CompletableFuture.completedFuture(List.of());
  }

  /** The spanning tree of a switch. */
  default CompletionStage<TreeRow> switchTree() {
    return CompletableFuture.completedFuture(TreeRow.NONE);
  }

  /** What a switch knows by DHCP snooping. */
  default CompletionStage<SnoopingRow> switchSnooping() {
    return CompletableFuture.completedFuture(SnoopingRow.OFF);
  }

  /** All links, and what goes wrong on them. */
  default CompletionStage<List<ImpairedLinkRow>> impairments() {
    return CompletableFuture.completedFuture(List.of());
  }

  /**
   * Changes what goes wrong on {@code link}, and says how it stands then.
   *
   * @param words such as {@code delay=20ms loss=1%}; empty for nothing
   * @throws RefusedException if there is no such link or a word is wrong; or the stage ends with it
   */
  default CompletionStage<List<ImpairedLinkRow>> impair(String link, String words) {
    throw new RefusedException(
        false,
        "there is no link that could be impaired",
        "nothing changed",
        "qnet ps lists others");
  }

  /**
   * What happened after the event with the number {@code id}, oldest first.
   *
   * @param most at most so many
   */
  List<Event> eventsAfter(long id, int most);

  /**
   * Takes an order; what comes of it comes later.
   *
   * @param name what to do, such as {@code network}
   * @param words what it is told, by name
   * @return lines of text for people, or a {@link RefusedException}; null where no such order is
   *     taken
   */
  default @Nullable CompletionStage<List<String>> order(String name, Map<String, String> words) {
    return null;
  }

  /**
   * What runs.
   *
   * @param name its name
   * @param verb {@code user} or {@code switch}
   * @param port where a machine plugs in, as a port spec
   * @param startedAt when it was ready
   */
  record Status(String name, String verb, String port, Instant startedAt) {}

  /**
   * One mapping.
   *
   * @param protocol {@code tcp} or {@code udp}
   * @param inside the guest's end
   * @param outside the host socket's; null while there is none
   * @param remote whom the guest talks to; null where it is not one alone
   * @param state a state of RFC 9293, or how many peers
   * @param secondsLeft until it ends of itself; null where that is open
   * @param octetsOut octets of payload from the guest
   * @param octetsIn octets of payload to the guest
   * @param receiveQueue octets from the guest that the far end has not taken yet
   * @param sendQueue octets for the guest that it has not acknowledged yet
   * @param descriptor of the host socket; -1 while there is none
   */
  record Mapping(
      long id,
      String protocol,
      End inside,
      @Nullable End outside,
      @Nullable End remote,
      String state,
      @Nullable Long secondsLeft,
      long octetsOut,
      long octetsIn,
      long receiveQueue,
      long sendQueue,
      int descriptor) {}

  /** An address and a port. */
  record End(String address, int port) {}

  /**
   * An address that a guest has.
   *
   * @param mac the card; of a client of DHCPv6 that does not tell, its identifier
   * @param hostName what the guest calls itself; empty if it does not say
   * @param state {@code offered}, {@code bound} or {@code declined}
   */
  record Lease(String address, String mac, String hostName, String state, long secondsLeft) {}

  /**
   * A port of a switch.
   *
   * @param state {@code discarding}, {@code learning} or {@code forwarding}
   * @param untagged the VLAN of frames without a tag; null for none
   * @param tagged the VLANs whose frames bear a tag
   * @param cables what is plugged in
   * @param stations how many are known to be there
   * @param dropped frames that came in there and went nowhere, by reason
   * @param rules what the port was told, in words
   */
  record SwitchPort(
      int number,
      String state,
      @Nullable Integer untagged,
      List<Integer> tagged,
      List<Cable> cables,
      int stations,
      long framesIn,
      long octetsIn,
      long framesOut,
      long octetsOut,
      Map<String, Long> dropped,
      String rules) {}

  /**
   * A cable in a port.
   *
   * @param link the link's name
   * @param description what the far end says of itself
   * @param uid the number of the user who plugged it in, as the kernel says; null where there is
   *     none
   * @param user his name, or the number where that has none; null where there is none
   * @param process the far end's process, as the kernel says; null where it has none here
   * @param up whether the far end is there
   * @param lost frames that were to leave by it and did not, by reason
   */
  record Cable(
      int id,
      String link,
      String description,
      @Nullable Long uid,
      @Nullable String user,
      @Nullable Long process,
      boolean up,
      Map<String, Long> lost) {}

  /**
   * Where a station is.
   *
   * @param kind {@code learned}, {@code static} or {@code sticky}
   * @param silence seconds since it was heard
   */
  record Station(String mac, int vlan, int port, String kind, long silence) {}

  /**
   * Something that happened.
   *
   * @param id numbers begin with 1 and have no gaps
   * @param type a stable name, such as {@code flow.opened}
   * @param sentence the same for people
   * @param fields its parts: numbers, booleans and texts, by stable names; docs/events.md has them
   */
  record Event(long id, Instant time, String type, String sentence, Map<String, Object> fields) {}
}
