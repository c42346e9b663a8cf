/** Constraint failures in AWS's words. */
@NullMarked
package io.penstock.wire.constraint;

import org.jspecify.annotations.NullMarked;
