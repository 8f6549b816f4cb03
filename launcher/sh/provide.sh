# shellcheck shell=sh
# What qnet and check need from the host, and how it gets there. Sourced by both; prints to stderr.
#
# Rules: a package is installed by apt where that is allowed (we are root, or sudo asks for no
# password); on a terminal the user is asked first. Otherwise, or if the user declines, the caller
# ends with exit code 3 and the command to type.

# Packages, by what needs them.
JDK_PACKAGE=default-jdk-headless
MAVEN_PACKAGE=maven
QEMU_PACKAGES='qemu-system-x86 ipxe-qemu'

# PROGRAM:PACKAGE, for the whole test run; a path stands for a program that is not on PATH.
CHECK_PROGRAMS='
qemu-system-x86_64:qemu-system-x86
qemu-system-aarch64:qemu-system-arm
qemu-img:qemu-utils
xorriso:xorriso
/usr/lib/ipxe/qemu/pxe-e1000.rom:ipxe-qemu
/usr/share/qemu-efi-aarch64/QEMU_EFI.fd:qemu-efi-aarch64
tshark:tshark
iperf3:iperf3
busybox:busybox-static
traceroute:traceroute
ip:iproute2
nft:nftables
cpio:cpio
gcc:gcc
/usr/include/stdio.h:libc6-dev
curl:curl
npm:npm
vde_switch:vde-switch
vde_plug:vdeplug
wirefilter:vde-wirefilter
slirpvde:vde2
smbd:samba
smbclient:smbclient
turnserver:coturn
dhclient:isc-dhcp-client
dig:bind9-dnsutils
setsid:util-linux
shellcheck:shellcheck
libpcap.so.0.8:libpcap0.8'

APT_UPDATED=

say() {
  printf 'qnet: %s\n' "$*" >&2
}

# missing WHAT MEANING COMMAND: the three parts of an error, and exit code 3.
missing() {
  printf 'qnet: %s\n      %s\n      %s\n' "$1" "$2" "$3" >&2
  exit 3
}

has() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *.so.*)
      PATH=$PATH:/sbin:/usr/sbin
      ldconfig -p 2>/dev/null | grep -q "$1"
      ;;
    *) PATH=$PATH:/sbin:/usr/sbin command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# Sets SUDO to what has to stand before apt-get; fails where we may not install.
may_install() {
  SUDO=
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" -ne 0 ] || return 0
  SUDO='sudo -n'
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null
}

# How a user without our privileges would do it.
apt_line() {
  if [ "$(id -u)" -eq 0 ]; then
    echo "type: apt-get update && apt-get install $1"
  else
    echo "type: sudo apt-get update && sudo apt-get install $1"
  fi
}

# install PACKAGES WHY: fails where that is not allowed, not wanted, or does not work.
install() {
  may_install || return 1
  if [ -t 0 ] && [ -t 2 ]; then
    printf 'qnet: %s is needed (%s). Install it with apt now? [Y/n] ' "$1" "$2" >&2
    read -r answer || return 1
    case $answer in
      [nN]*) return 1 ;;
    esac
  fi
  say "installing $1 ($2)"
  if [ -z "$APT_UPDATED" ]; then
    APT_UPDATED=yes
    $SUDO env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || say 'apt-get update failed; going on with the lists there are'
  fi
  # The names are meant to be split.
  # shellcheck disable=SC2086
  $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >&2 </dev/null
}

# jdk_version HOME: the major version of a complete JDK; nothing if it is none.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

is_good_jdk() {
  [ -n "$1" ] || return 1
  version=$(jdk_version "$1")
  [ "${version:-0}" -ge 17 ]
}

# Sets JDK to the home of a JDK, 17 or later: JAVA_HOME, else that of PATH, else the newest of 17 to
# 21 under /usr/lib/jvm, else any later one there.
find_jdk() {
  JDK=
  if is_good_jdk "${JAVA_HOME:-}"; then
    JDK=$JAVA_HOME
    return 0
  fi
  javac=$(command -v javac 2>/dev/null) && javac=$(readlink -f "$javac")
  if is_good_jdk "${javac%/bin/javac}"; then
    JDK=${javac%/bin/javac}
    return 0
  fi
  best=0
  for found in /usr/lib/jvm/*; do
    if [ -h "$found" ] || ! is_good_jdk "$found"; then
      continue
    fi
    rank=$version
    # 17 to 21 first.
    [ "$version" -gt 21 ] || rank=$((version + 1000))
    if [ "$rank" -gt "$best" ]; then
      best=$rank
      JDK=$found
    fi
  done
  [ -n "$JDK" ]
}

need_jdk() {
  find_jdk && return 0
  install "$JDK_PACKAGE" 'the Java compiler, 17 or later: qnet is built from source' && find_jdk && return 0
  missing 'there is no JDK 17 or later' 'qnet is written in Java and built on first use' \
    "$(apt_line "$JDK_PACKAGE")"
}

# at_least HAVE WANT: compares versions such as 3.8.7.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

is_good_maven() {
  command -v mvn >/dev/null 2>&1 || return 1
  have=$(JAVA_HOME=$JDK mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*[0-9]\).*/\1/p' | head -n 1)
  [ -n "$have" ] && at_least "$have" 3.8.7
}

need_maven() {
  is_good_maven && return 0
  install "$MAVEN_PACKAGE" 'Maven 3.8.7 or later: it builds qnet' && is_good_maven && return 0
  missing 'there is no Maven 3.8.7 or later' 'qnet is built from source on first use' \
    "$(apt_line "$MAVEN_PACKAGE")"
}

# QEMU is wanted by the demo, which also does without.
want_qemu() {
  command -v qemu-system-x86_64 >/dev/null 2>&1 && return 0
  install "$QEMU_PACKAGES" 'QEMU: the demo starts a real machine' && return 0
  say "going on without QEMU; to have it, $(apt_line "$QEMU_PACKAGES")"
}

# A browser is wanted by the tests of pages, which say that they are skipped without; Ubuntu has none
# among its packages.
want_browser() {
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 && return 0
  install chromium 'a browser: the tests look at the pages in it' && return 0
  say 'going on without a browser: tests of pages are skipped'
}

# QEMU's windows are wanted by the tests of old lines, which say that they are skipped without.
want_windows() {
  for screen in /usr/lib/*/qemu/ui-sdl.so; do
    [ ! -e "$screen" ] || return 0
  done
  install qemu-system-gui 'windows of QEMU: the tests of old lines try them' && return 0
  say 'going on without windows of QEMU: tests of old lines with -sdl are skipped'
}

# Everything the whole test run needs, at once.
need_check_programs() {
  wanted=
  for pair in $CHECK_PROGRAMS; do
    has "${pair%:*}" || wanted="$wanted ${pair##*:}"
  done
  wanted=${wanted# }
  [ -n "$wanted" ] || return 0
  install "$wanted" 'the tests compare with them' && case $wanted in
    *samba* | *coturn*)
      say 'samba and coturn bring services of the system that are not needed here: systemctl disable --now smbd nmbd coturn'
      ;;
  esac
  for pair in $CHECK_PROGRAMS; do
    has "${pair%:*}" || missing "not installed: $wanted" \
      'the whole test run compares qnet with them, and would not be whole' "$(apt_line "$wanted")"
  done
}
