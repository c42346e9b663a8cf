/** log. */
@NullMarked
package io.penstock.log;

import org.jspecify.annotations.NullMarked;
