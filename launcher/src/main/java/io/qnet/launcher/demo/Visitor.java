package io.qnet.launcher.demo;

import io.qnet.launcher.station.StationAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The guest of the tour. It does what it is asked, and says what it saw. */
interface Visitor extends AutoCloseable {
  /** What it is, in a few words. */
  String introduction();

  /** Plugs in, and is ready to be asked when this returns. */
  void plugIn() throws IOException, InterruptedException, StepFailure;

  /** Gets an address by DHCP. */
  StationAddress lease() throws IOException, InterruptedException, StepFailure;

  /** What its neighbour table has for {@code address}, once it has sent something there. */
  MacAddress neighbor(Ipv4Address address) throws IOException, InterruptedException, StepFailure;

  /** Asks the name server of its lease. */
  List<Ipv4Address> resolve(String name) throws IOException, InterruptedException, StepFailure;

  /** Fetches {@code http://HOST:PORT/} and returns the page. */
  String page(Ipv4Address host, int port) throws IOException, InterruptedException, StepFailure;

  /** Fetches a text file of less than 512 octets over TFTP (RFC 1350). */
  String file(Ipv4Address host, int port, String name)
      throws IOException, InterruptedException, StepFailure;

  /** Pings once; whether that was answered. */
  boolean ping(Ipv4Address address) throws IOException, InterruptedException, StepFailure;

  /** Says {@code line} to whoever comes to a TCP port, from now on. */
  void greet(int port, String line) throws IOException, InterruptedException, StepFailure;

  /** Says back whatever is said to it at a TCP port, from now on. */
  void repeat(int port) throws IOException, InterruptedException, StepFailure;

  /** Who is connected with that port, {@code ADDRESS:PORT}; empty if it keeps no table of that. */
  Optional<String> caller(int port) throws IOException, InterruptedException, StepFailure;

  /** Leaves in good order. */
  void unplug() throws IOException, InterruptedException, StepFailure;

  /** Makes it end, whatever it does. */
  @Override
  void close() throws IOException;
}
