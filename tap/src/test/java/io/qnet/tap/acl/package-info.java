/** Tests of who may have a port of which bridge. */
@NullMarked
package io.qnet.tap.acl;

import org.jspecify.annotations.NullMarked;
