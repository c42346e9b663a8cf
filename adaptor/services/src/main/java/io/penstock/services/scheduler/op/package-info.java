/** The operations of the API. */
@NullMarked
package io.penstock.services.scheduler.op;

import org.jspecify.annotations.NullMarked;
