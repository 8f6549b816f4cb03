/**
 * {@code qnet plug}: a cable between a switch and a program's standard input and output.
 *
 * <pre>
 *  standard input -&gt; StreamCutter -&gt; link -&gt; switch
 *  switch -&gt; link -&gt; Outflow -&gt; standard output
 * </pre>
 *
 * <p>A VDE switch that goes away ends the cable, as it ends vde_plug, unless it is told to wait.
 *
 * <p>One thread reads, one writes, and the link has its loop. Reading waits for the link, so that a
 * fast sender is slowed down and not cut off; writing has a bound, beyond which frames drop.
 */
@NullMarked
package io.qnet.launcher.cord;

import org.jspecify.annotations.NullMarked;
