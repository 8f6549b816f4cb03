/**
 * The command line: {@code main()}, the verbs, and their manual pages.
 *
 * <p>{@link io.qnet.launcher.Main} makes picocli's model of the verbs, turns every way of getting
 * it wrong into a {@link io.qnet.launcher.cli.Failure}, and returns the exit code. A verb is one
 * class here; what it starts lives in a package of its own ({@code user}, {@code run}, {@code
 * port}). The {@code qnet} script at the root finds the JVM, builds what is out of date, and
 * chooses the JVM's options; {@link io.qnet.launcher.Training} is what it runs after a build to
 * record the classes that a start needs (AppCDS).
 */
@NullMarked
package io.qnet.launcher;

import org.jspecify.annotations.NullMarked;
