package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.wire.address.IpAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which flows are meant: {@code [PROTOCOL:]HOST[:PORT][-HOST[:PORT]]}, the guest first, or the
 * number that a flow has in events.
 *
 * @param protocol empty for any
 * @param one the guest, or whoever is meant if there is no other
 * @param other whom it talks to; null for anybody
 * @param id -1 unless it is the number that is meant
 */
record FlowQuestion(String protocol, End one, @Nullable End other, long id) {
  private static final String HOST = "(\\[[0-9a-fA-F:.%]+\\]|[0-9.]+)(?::(\\d{1,5}))?";
  private static final Pattern FORM =
      Pattern.compile("(?:(tcp|udp|icmp):)?" + HOST + "(?:-" + HOST + ")?");
  private static final Pattern NUMBER = Pattern.compile("#?(\\d{1,18})");

  /**
   * One end.
   *
   * @param address as the API writes it
   * @param port 0 for any
   */
  record End(String address, int port) {
    /** Whether {@code end} of a mapping is this one. */
    boolean is(JsonNode end) {
      return end.path("address").asText().equals(address)
          && (port == 0 || end.path("port").asInt() == port);
    }

    @Override
    public String toString() {
      String host = address.contains(":") ? "[" + address + "]" : address;
      return port == 0 ? host : host + ":" + port;
    }
  }

  /** Reads it; null if it is no flow. */
  static @Nullable FlowQuestion parse(String text) {
    Matcher number = NUMBER.matcher(text);
    if (number.matches()) {
      return new FlowQuestion("", new End("", 0), null, Long.parseLong(number.group(1)));
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    try {
      End other = form.group(4) == null ? null : end(form.group(4), form.group(5));
      String protocol = form.group(1) == null ? "" : form.group(1);
      return new FlowQuestion(protocol, end(form.group(2), form.group(3)), other, -1);
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  private static End end(String host, @Nullable String port) {
    IpAddress address = IpAddress.parse(host.replaceAll("[\\[\\]]", ""));
    return new End(address.toString(), port == null ? 0 : Integer.parseInt(port));
  }

  /** Whether a mapping of the API is meant. */
  boolean isAbout(JsonNode mapping) {
    if (id >= 0) {
      return mapping.path("id").asLong() == id;
    }
    JsonNode inside = mapping.path("inside");
    JsonNode remote = mapping.path("remote");
    boolean ends =
        other == null ? one.is(inside) || one.is(remote) : one.is(inside) && other.is(remote);
    return ends && (protocol.isEmpty() || mapping.path("protocol").asText().equals(protocol));
  }

  /** Whether a refusal may be of what is meant; it has no ports, and calls ICMP echo a ping. */
  boolean isAboutRefused(JsonNode refused) {
    String guest = refused.path("guest").asText();
    String destination = refused.path("destination").asText();
    boolean ends =
        other == null
            ? one.address().equals(guest) || one.address().equals(destination)
            : one.address().equals(guest) && other.address().equals(destination);
    String of = refused.path("protocol").asText().replace("ping", "icmp");
    return id < 0 && ends && (protocol.isEmpty() || protocol.equals(of));
  }

  @Override
  public String toString() {
    return id >= 0
        ? "flow " + id
        : (protocol.isEmpty() ? "" : protocol + " ") + one + (other == null ? "" : " -> " + other);
  }
}
