/** The digests: complete, consistent, quick to read. */
@NullMarked
package io.penstock.wire.model;

import org.jspecify.annotations.NullMarked;
