/**
 * What a target of EventBridge gets of an event: {@link io.penstock.streams.input.JsonPath} picks a part, {@link io.penstock.streams.input.InputTransformer}
 * fills a template. Does no I/O.
 */
@NullMarked
package io.penstock.streams.input;

import org.jspecify.annotations.NullMarked;
