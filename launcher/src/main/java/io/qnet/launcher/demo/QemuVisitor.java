package io.qnet.launcher.demo;

import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.station.StationAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A micro-guest in QEMU as the guest of the tour; its words are those of its busybox. */
final class QemuVisitor implements Visitor {
  private static final Pattern MAC = Pattern.compile("lladdr (\\S+)");
  private static final Pattern ADDRESS = Pattern.compile("Address(?: \\d+)?: (\\S+)");

  /** Its own port, and the other end, in a line of netstat. */
  private static final Pattern CONNECTED =
      Pattern.compile(":(\\d+) +(?:::ffff:)?([0-9.]+:\\d+) +ESTABLISHED");

  private final Make make;
  private final String netdev;
  private final int number;
  private @Nullable GuestShell shell;

  /** What a machine is made of. */
  record Make(MicroGuest guest, Qemu qemu, Architecture processor) {}

  /**
   * A guest that will be started and plugged into {@code port}.
   *
   * @param number among several: QEMU gives them all the same address
   */
  QemuVisitor(Make make, PortSpec port, int number) {
    this.make = make;
    this.netdev = port.netdev("net0");
    this.number = number;
  }

  @Override
  public String introduction() {
    return "Linux "
        + make.guest().release()
        + " with busybox, in QEMU "
        + make.qemu().version()
        + " (software emulation of "
        + make.processor().qemu()
        + "), an e1000 card";
  }

  @Override
  public void plugIn() throws IOException, InterruptedException, StepFailure {
    shell =
        GuestShell.start(
            make.guest(),
            QemuCommand.of(make.qemu()).machine(make.processor().machine()).nic(Nic.of(netdev)));
    shell.ready();
    if (number > 1) {
      List<String> unused =
          shell.require(
              "ip link set eth0 down; ip link set eth0 address 52:54:00:12:34:"
                  + (55 + number)
                  + "; ip link set eth0 up");
    }
  }

  private GuestShell shell() throws StepFailure {
    if (shell == null) {
      throw new StepFailure("the guest is not started");
    }
    return shell;
  }

  @Override
  public StationAddress lease() throws IOException, InterruptedException, StepFailure {
    List<String> lines = shell().require("dhcp eth0");
    Ipv4Address address = address(lines, "ip");
    return new StationAddress(
        address,
        new Ipv4Subnet(address, Integer.parseInt(value(lines, "prefix"))),
        address(lines, "router"),
        address(lines, "dns"),
        address(lines, "server"),
        Long.parseLong(value(lines, "lease")),
        Integer.parseInt(value(lines, "mtu")));
  }

  private static Ipv4Address address(List<String> lines, String key) throws StepFailure {
    return Ipv4Address.parse(value(lines, key));
  }

  private static String value(List<String> lines, String key) throws StepFailure {
    for (String line : lines) {
      if (line.startsWith(key + "=")) {
        return line.substring(key.length() + 1);
      }
    }
    throw new StepFailure("the guest's lease has no " + key + ": " + String.join(" / ", lines));
  }

  @Override
  public MacAddress neighbor(Ipv4Address address)
      throws IOException, InterruptedException, StepFailure {
    boolean unused = ping(address); // something has to be sent before the guest asks
    String all = String.join(" ", shell().require("ip neigh show " + address));
    Matcher matcher = MAC.matcher(all);
    StepFailure.unless(
        matcher.find(), "the guest's neighbour table has no " + address + ": " + all);
    return MacAddress.parse(matcher.group(1));
  }

  @Override
  public List<Ipv4Address> resolve(String name)
      throws IOException, InterruptedException, StepFailure {
    // First comes the server itself, then a line with the name, then its addresses.
    List<String> lines = shell().require("nslookup " + name + ".");
    List<Ipv4Address> found = new ArrayList<>();
    boolean named = false;
    for (String line : lines) {
      named |= line.startsWith("Name:");
      Matcher matcher = ADDRESS.matcher(line);
      if (named && matcher.find()) {
        found.add(Ipv4Address.parse(matcher.group(1)));
      }
    }
    return found;
  }

  @Override
  public String page(Ipv4Address host, int port)
      throws IOException, InterruptedException, StepFailure {
    String url = "http://" + host + ":" + port + "/";
    return String.join("\n", shell().require("timeout 10 wget -q -O - " + url));
  }

  @Override
  public String file(Ipv4Address host, int port, String name)
      throws IOException, InterruptedException, StepFailure {
    String command = "timeout 10 tftp -g -r " + name + " -l /tmp/" + name + " " + host + " " + port;
    List<String> unused = shell().require(command);
    return String.join("\n", shell().require("cat /tmp/" + name));
  }

  @Override
  public boolean ping(Ipv4Address address) throws IOException, InterruptedException, StepFailure {
    return shell().run("ping -c 1 -W 2 " + address).status() == 0;
  }

  @Override
  public void greet(int port, String line) throws IOException, InterruptedException, StepFailure {
    shell().require("printf '#!/bin/sh\\necho %s\\nread -r said\\n' > /tmp/greet".formatted(line));
    shell().require("chmod +x /tmp/greet");
    serve(port, "/tmp/greet");
  }

  @Override
  public void repeat(int port) throws IOException, InterruptedException, StepFailure {
    serve(port, "/bin/cat");
  }

  private void serve(int port, String program)
      throws IOException, InterruptedException, StepFailure {
    shell().require("nc -ll -p " + port + " -e " + program + " > /dev/null 2>&1 &");
    shell().require("until netstat -ltn | grep -q ':" + port + " '; do usleep 50000; done");
  }

  @Override
  public Optional<String> caller(int port) throws IOException, InterruptedException, StepFailure {
    for (String line : shell().require("netstat -tn")) {
      Matcher matcher = CONNECTED.matcher(line);
      if (matcher.find() && matcher.group(1).equals(Integer.toString(port))) {
        return Optional.of(matcher.group(2));
      }
    }
    throw new StepFailure("the guest's table has nobody who is connected with port " + port);
  }

  @Override
  public void unplug() throws IOException, InterruptedException, StepFailure {
    shell().powerOff();
  }

  @Override
  public void close() throws IOException {
    if (shell != null) {
      shell.close();
    }
  }
}
