/**
 * How TAP devices are checked: {@code VnetHeader} by its octets, {@code TapLink} against this
 * kernel, in a network namespace that the test makes and removes. That takes root and {@code ip};
 * without them those tests are skipped, and say so.
 */
@NullMarked
package io.qnet.tap;

import org.jspecify.annotations.NullMarked;
