package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "What is said when a TAP device cannot be opened: what failed, what it means, what helps")
class TunTroubleTest {
  private final TunTrouble here = new TunTrouble("tap0", null, 1500);
  private final TunTrouble there = new TunTrouble("tap0", "lab", 9000);

  @Test
  @DisplayName("no right: EPERM, EACCES")
  void noRight() {
    PosixException open = here.with("open(/dev/net/tun)", Errno.EACCES, "Permission denied");
    assertThat(open)
        .hasMessage(
            "open(/dev/net/tun) for tap0: Permission denied (EACCES): this user may not open the"
                + " driver of TAP devices; run the same command with sudo, or open the driver to"
                + " everybody, as distributions do: sudo chmod 666 /dev/net/tun");
    assertThat(open.isLack()).isTrue();

    PosixException make = there.with("TUNSETIFF", Errno.EPERM, "Operation not permitted");
    assertThat(make.failure()).isEqualTo("TUNSETIFF for tap0: Operation not permitted (EPERM)");
    assertThat(make.meaning())
        .isEqualTo("making and setting up tap0 takes CAP_NET_ADMIN, which is not here");
    assertThat(make.remedy())
        .isEqualTo(
            "run the same command with sudo, or make the device yours once: sudo ip -n lab tuntap"
                + " add dev tap0 mode tap user $USER && sudo ip -n lab link set tap0 mtu 9000 up");
    assertThat(make.isLack()).isTrue();

    PosixException enter = there.with("setns(/run/netns/lab)", Errno.EPERM, "Not permitted");
    assertThat(enter.meaning()).contains("CAP_SYS_ADMIN");
    assertThat(enter.remedy()).endsWith("with sudo, or leave out @lab");
    assertThat(enter.isLack()).isTrue();
  }

  @Test
  @DisplayName("not there: ENOENT of the driver and of the namespace")
  void notThere() {
    PosixException driver = here.with("open(/dev/net/tun)", Errno.ENOENT, "No such file");
    assertThat(driver.meaning()).isEqualTo("this kernel has no TUN/TAP driver at hand");
    assertThat(driver.remedy()).contains("sudo modprobe tun", "--device /dev/net/tun");
    assertThat(driver.isLack()).isTrue();

    PosixException namespace = there.with("open(/run/netns/lab)", Errno.ENOENT, "No such file");
    assertThat(namespace.meaning()).isEqualTo("there is no network namespace called lab");
    assertThat(namespace.remedy()).contains("sudo ip netns add lab");
    assertThat(namespace.isLack()).isFalse();
  }

  @Test
  @DisplayName("taken, or something else: EBUSY, EINVAL")
  void taken() {
    PosixException busy = here.with("TUNSETIFF", Errno.EBUSY, "Device or resource busy");
    assertThat(busy.meaning()).contains("another program has tap0 open");
    assertThat(busy.remedy()).contains("qnet ps", "--port tap:NAME");
    assertThat(busy.isLack()).isFalse();

    assertThat(there.with("TUNSETIFF", Errno.EINVAL, "Invalid argument").remedy())
        .startsWith("look at it with: ip -n lab -d link show tap0");
    assertThat(there.with("SIOCSIFMTU", Errno.EINVAL, "Invalid argument").meaning())
        .isEqualTo("tap0 does not take an MTU of 9000");
    assertThat(there.with("open(/run/netns/lab)", Errno.EINVAL, "Invalid").meaning())
        .isEqualTo("lab cannot be entered as a network namespace");
  }

  @Test
  @DisplayName("no Linux, or one of another kind: another port is named")
  void elsewhere() throws PosixException {
    here.requireKnownSystem("Linux", "aarch64");
    assertThatThrownBy(() -> here.requireKnownSystem("Mac OS X", "aarch64"))
        .hasMessage(
            "TAP device tap0: not known on Mac OS X aarch64 (ENOSYS): a TAP port needs Linux on"
                + " x86_64 or aarch64; use another kind of port, such as"
                + " --port stream:127.0.0.1:9000");
  }
}
