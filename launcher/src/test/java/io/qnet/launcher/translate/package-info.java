/** Tests of the translation of old command lines. */
@NullMarked
package io.qnet.launcher.translate;

import org.jspecify.annotations.NullMarked;
