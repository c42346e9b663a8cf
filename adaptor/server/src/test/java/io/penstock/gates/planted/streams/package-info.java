/** Breaks a rule of layering, for the test of the rule. */
@NullMarked
package io.penstock.gates.planted.streams;

import org.jspecify.annotations.NullMarked;
