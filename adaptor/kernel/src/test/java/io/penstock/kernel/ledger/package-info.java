/**
 * A machine small enough to be read at a glance that uses everything a host offers: an account whose withdrawals wait for money, whose
 * reservations run out, whose payments are effects and whose sightings are derived. The contract suites run it on every host.
 */
@NullMarked
package io.penstock.kernel.ledger;

import org.jspecify.annotations.NullMarked;
