/**
 * What exists: a bus with its rules and their targets is one aggregate, keyed by the bus's ARN, whose companion publishes both kinds of definitions in the catalog. Of
 * a change the rule is published first and the bus, under the same version, after it: who has the bus in some version has the rules of that version.
 */
@NullMarked
package io.penstock.services.events.bus;

import org.jspecify.annotations.NullMarked;
