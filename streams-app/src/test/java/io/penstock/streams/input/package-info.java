/** Inputs of targets, by the examples of AWS's pages. */
@NullMarked
package io.penstock.streams.input;

import org.jspecify.annotations.NullMarked;
