/**
 * The {@code start} suite: from exec to {@code ready:}, resident memory when nothing happens, from
 * SIGTERM to the end.
 */
@NullMarked
package io.qnet.bench.start;

import org.jspecify.annotations.NullMarked;
