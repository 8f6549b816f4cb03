# shellcheck shell=sh
# Builds what ./qnet runs. Sourced by qnet, after provide.sh, when something changed.
#
# A build gets a directory of its own under launcher/target/qnet; the file "stamp" names the current
# one and is replaced in one step, when all is done: what runs keeps the jars it has opened, and a
# build that fails or is interrupted changes nothing.

# Set by qnet: the root of the sources, and launcher/target/qnet.
: "${root:?}" "${built:?}"

# Waits for another build, then builds if that one did not.
build() {
  mkdir -p "$built"
  exec 9>"$built/lock"
  if ! flock -n 9; then
    say 'waiting for another qnet that is building'
    flock 9
  fi
  if ! is_current; then
    need_jdk
    need_maven
    make_build
  fi
  exec 9>&-
}

make_build() {
  next=$(mktemp -d "$built/build-XXXXXX")
  trap 'rm -rf "$next"' EXIT
  trap 'exit 130' INT TERM HUP
  # From here on: what is edited during the build is newer than the stamp.
  : >"$next/stamp"
  compile
  say 'building: preparing a fast start'
  mv "$root/launcher/target/lib" "$next/lib"
  cp "$root"/launcher/target/launcher-*.jar "$next/lib/launcher.jar"
  cp "$JDK/release" "$next/release" 2>/dev/null || : >"$next/release"
  unpack_natives
  train
  printf '%s\n%s\n%s\n' "$next" "$JDK" "${JAVA_HOME:-}" >"$next/words"
  touch -r "$next/stamp" "$next/words"
  chmod 755 "$next"
  mv "$next/words" "$built/stamp"
  trap - EXIT INT TERM HUP
  remove_old
}

compile() {
  log=$built/build.log
  say 'building: compiling (the first time, libraries are fetched)'
  rm -rf "$root/launcher/target/lib"
  {
    code=0
    (cd "$root" && JAVA_HOME=$JDK exec mvn -B package -Dquick -Dmaven.test.skip=true -pl launcher -am 2>&1 9>&-) || code=$?
    echo "$code" >"$next/code"
  } | tee "$log" | show_progress
  if [ "$(cat "$next/code")" != 0 ] || [ ! -d "$root/launcher/target/lib" ]; then
    grep -F ERROR "$log" | head -n 8 >&2 || tail -n 40 "$log" >&2
    printf 'qnet: the build failed\n      nothing was changed, and nothing was started\n      read %s, mend it, and type the same command again\n' "$log" >&2
    exit 1
  fi
}

# Maven's output, as one line that changes (on a terminal) or a line for each module.
show_progress() {
  fetched=0
  while IFS= read -r line; do
    case $line in
      *'Downloaded from'*)
        fetched=$((fetched + 1))
        [ ! -t 2 ] || printf '\r\033[Kqnet: building: %s files fetched' "$fetched" >&2
        ;;
      *'] Building '*' ['*/*']'*)
        module=${line#*] Building }
        module=${module%% *}
        count=${line##*\[}
        if [ -t 2 ]; then
          printf '\r\033[Kqnet: building: %s (%s)' "$module" "${count%\]*}" >&2
        else
          printf 'qnet: building: %s (%s)\n' "$module" "${count%\]*}" >&2
        fi
        ;;
    esac
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Netty and JNA would unpack these at every start.
unpack_natives() {
  mkdir -p "$next/native"
  case $(uname -m) in
    x86_64) netty=linux-x86_64 jna=linux-x86-64 ;;
    aarch64) netty=linux-aarch_64 jna=linux-aarch64 ;;
    *) return 0 ;;
  esac
  (
    cd "$next/native" || exit 0
    for jar in ../lib/netty-transport-native-epoll-*-"$netty".jar; do
      "$JDK/bin/jar" xf "$jar" META-INF/native
    done
    for jar in ../lib/jna-[0-9]*.jar; do
      "$JDK/bin/jar" xf "$jar" "com/sun/jna/$jna/libjnidispatch.so"
    done
    find . -name '*.so' -exec mv {} . \;
    rm -rf META-INF com
  ) >>"$built/build.log" 2>&1
}

# Records the classes of a start: all that a gateway needs, and what a machine does. Without the
# archives qnet runs too, only later.
train() {
  train_for qnet
  train_for run run
}

# train_for NAME [VERB]
train_for() {
  archive=$next/$1.jsa
  shift
  # The options are meant to be split: none has a blank, except in the path, which is quoted.
  # shellcheck disable=SC2086
  "$JDK/bin/java" ${JVM_OPTIONS:?} "-Djava.library.path=$next/native" \
    "-Djna.boot.library.path=$next/native" -Djna.nounpack=true \
    "-XX:ArchiveClassesAtExit=$archive" -Xlog:disable \
    -cp "$next/lib/launcher.jar" io.qnet.launcher.Training "$next/training" "$@" \
    >>"$built/build.log" 2>&1 9>&- || rm -f "$archive"
  rm -rf "$next/training"
}

# Earlier builds, unless something still runs from them.
remove_old() {
  for old in "$built"/build-*; do
    if [ "$old" != "$next" ] && ! grep -qsF "$old/" /proc/[0-9]*/cmdline; then
      rm -rf "$old"
    fi
  done
}
