/**
 * Rules about the whole repository that fail the build: who may see whom, what may not be called, how large things may grow, what documents
 * may claim. Each rule is shown to fail on a planted fault by a test next to it.
 */
@NullMarked
package io.penstock.gates;

import org.jspecify.annotations.NullMarked;
