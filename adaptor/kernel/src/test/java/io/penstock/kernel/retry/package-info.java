@NullMarked
package io.penstock.kernel.retry;

import org.jspecify.annotations.NullMarked;
