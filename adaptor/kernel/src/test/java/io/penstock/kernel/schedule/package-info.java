/** Schedule expressions against tables and a naive model. */
@NullMarked
package io.penstock.kernel.schedule;

import org.jspecify.annotations.NullMarked;
