/**
 * The SDK's types as tables: every member of an {@code SdkPojo} with its kind, place and names resolved once, so that one codec serves all
 * services.
 */
@NullMarked
package io.penstock.wire.shape;

import org.jspecify.annotations.NullMarked;
