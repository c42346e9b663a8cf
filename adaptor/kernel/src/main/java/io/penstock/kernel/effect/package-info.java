/** What companions share that make the world follow an aggregate's durable state. */
@NullMarked
package io.penstock.kernel.effect;

import org.jspecify.annotations.NullMarked;
