/** Tests of the proof of KVM. */
@NullMarked
package io.qnet.launcher.accel;

import org.jspecify.annotations.NullMarked;
