/** Proofs of how connections keep what is secret. */
@NullMarked
package io.penstock.services.events.connection;

import org.jspecify.annotations.NullMarked;
