/** kernel. */
@NullMarked
package io.penstock.kernel;

import org.jspecify.annotations.NullMarked;
