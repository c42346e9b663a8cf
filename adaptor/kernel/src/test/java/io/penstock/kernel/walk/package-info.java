/** Random walks through a machine, reproducible by seed: what holds for every machine is checked after every step. */
@NullMarked
package io.penstock.kernel.walk;

import org.jspecify.annotations.NullMarked;
