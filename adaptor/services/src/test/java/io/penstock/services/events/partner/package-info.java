/** Proofs of the states of partner event sources. */
@NullMarked
package io.penstock.services.events.partner;

import org.jspecify.annotations.NullMarked;
