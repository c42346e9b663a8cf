/**
 * Partner event sources: what a partner offers to accounts. Whether an offer is taken is not kept here but seen from the account's bus of the same name, so that no crash between
 * the two leaves them at odds. Conditions on the state of a source are checked against what was read, and hold because the source is replaced only as it was read.
 */
@NullMarked
package io.penstock.services.events.partner;

import org.jspecify.annotations.NullMarked;
