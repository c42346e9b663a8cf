@NullMarked
package io.penstock.kernel.delivery;

import org.jspecify.annotations.NullMarked;
