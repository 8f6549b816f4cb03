package io.qnet.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a {@code qnet user} line, not looked at yet.
 *
 * @param ports what {@code --port} said, each time
 * @param capture what {@code --capture} said: empty for no file; null where it is not there
 * @param impair what {@code --impair} said; null where it is not there
 * @param name what {@code --name} said
 * @param detach whether {@code --detach} is there
 * @param netdev what {@code -netdev} said
 * @param net what {@code -net} and {@code -nic} said, each time
 * @param slirp4netns what {@code --slirp4netns-api} said
 * @param services what {@code --services} said
 * @param monitor what {@code --monitor} said
 * @param redir what {@code -redir} said, each time
 * @param options the words that belong to no option
 */
record UserWords(
    List<String> ports,
    @Nullable String capture,
    @Nullable String impair,
    @Nullable String name,
    boolean detach,
    @Nullable String netdev,
    List<String> net,
    @Nullable String slirp4netns,
    @Nullable String services,
    @Nullable String monitor,
    List<String> redir,
    List<String> options) {}
