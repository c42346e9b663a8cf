/** Breaks a rule of layering, for the test of the rule. */
@NullMarked
package io.penstock.gates.planted.services.one.queue;

import org.jspecify.annotations.NullMarked;
