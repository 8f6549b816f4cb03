/** The API, asked as strangers ask. */
@NullMarked
package io.qnet.web;

import org.jspecify.annotations.NullMarked;
