package io.qnet.tap.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host as programs and files: the seam where tests put a script. Every method blocks; none is
 * for an event loop.
 */
public interface Host {
  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Ran(int status, String out, String err) {}

  /**
   * Runs a program to its end, within seconds.
   *
   * @param input what it reads; null for nothing
   * @throws HostException if it is not installed, or takes too long
   */
  Ran run(List<String> words, @Nullable String input) throws HostException;

  /** What a file of /proc says, without the line's end; null if there is no such file. */
  @Nullable String read(String path) throws HostException;

  /** The names in a folder of /proc, in order; none if there is no such folder. */
  List<String> names(String folder) throws HostException;

  /**
   * Writes to a file of /proc.
   *
   * @throws HostException if it is not there, or may not be written
   */
  void write(String path, String value) throws HostException;

  /** Whether this process may change interfaces and rules, and see the latter. */
  boolean isPrivileged() throws HostException;

  /** Whether somebody is still in this network namespace, such as {@code net:[4026531840]}. */
  boolean isNamespace(String netns) throws HostException;

  /** Starts the services of a network in the background, and waits until they are ready. */
  void serve(Command.Serve service) throws HostException;

  /**
   * Ends what runs in the background under {@code name}, and waits for its end; or does nothing.
   */
  void endService(String name) throws HostException;

  /**
   * Runs a program that has to succeed.
   *
   * @return what it wrote to standard output
   * @throws HostException if its exit status is not 0
   */
  default String require(List<String> words, @Nullable String input) throws HostException {
    Ran ran = run(words, input);
    if (ran.status() != 0) {
      throw HostException.refused(new Command.Run(words, input), ran);
    }
    return ran.out();
  }
}
