package io.qnet.launcher.doctor;

import io.netty.channel.epoll.Epoll;
import io.qnet.launcher.accel.KvmProof;
import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.posix.PingSocket;
import io.qnet.posix.PosixException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** What can only be found out by trying. Each answers with the reason why it did not work. */
interface Attempts {
  /** Opens {@code device} for reading and writing, and closes it. */
  Optional<String> open(Path device);

  /** Makes a ping socket, and closes it. */
  Optional<String> pingSocket();

  /** Loads Netty's native library. */
  Optional<String> nativeTransport();

  /** Boots a kernel under KVM. */
  KvmReport kvm(Qemu qemu) throws IOException, InterruptedException;

  /** Tries on this host. */
  static Attempts real(Map<String, String> environment) {
    return new Real(environment);
  }

  /** The real ones. */
  record Real(Map<String, String> environment) implements Attempts {
    @Override
    public Optional<String> open(Path device) {
      try {
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(e.getClass().getSimpleName().replace("Exception", "") + ": " + device);
      }
    }

    @Override
    public Optional<String> pingSocket() {
      try {
        PingSocket.tryOut();
        return Optional.empty();
      } catch (PosixException refused) {
        return Optional.of(String.valueOf(refused.getMessage()));
      }
    }

    @Override
    public Optional<String> nativeTransport() {
      return Epoll.isAvailable()
          ? Optional.empty()
          : Optional.of(String.valueOf(Epoll.unavailabilityCause()));
    }

    @Override
    public KvmReport kvm(Qemu qemu) throws IOException, InterruptedException {
      return KvmProof.ofHost(environment).reportAnew(qemu);
    }
  }
}
