/**
 * The pages of the edge port that are no AWS requests: health and introspection where test tools of this ecosystem look for them, under
 * LocalStack's paths.
 */
@NullMarked
package io.penstock.server.introspect;

import org.jspecify.annotations.NullMarked;
