/** What a run is asked to do. */
@NullMarked
package io.qnet.bench.plan;

import org.jspecify.annotations.NullMarked;
