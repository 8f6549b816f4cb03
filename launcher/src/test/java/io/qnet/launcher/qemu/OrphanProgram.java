package io.qnet.launcher.qemu;

/** Starts a machine that never ends, says its process id, and waits to be killed. */
final class OrphanProgram {
  private OrphanProgram() {}

  public static void main(String[] arguments) throws Exception {
    QemuRun[] run = new QemuRun[1];
    Thread starter =
        new Thread(
            () -> {
              try {
                run[0] = QemuRun.start(QemuCommand.of(Qemu.find()));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    starter.start();
    starter.join(); // the thread that asked for the machine is gone: it has to run on
    System.out.println(run[0].pid());
    System.in.read();
    System.out.println(run[0].alive() ? "alive" : "dead");
    System.in.read();
  }
}
