/** Schedule expressions against tables and a naive model. */
@NullMarked
package io.penstock.services.scheduler.expression;

import org.jspecify.annotations.NullMarked;
