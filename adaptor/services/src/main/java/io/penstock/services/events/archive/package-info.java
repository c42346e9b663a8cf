/**
 * What is kept of events, and played again. All archives and replays of an account in a Region are one aggregate: names are unique there, and so is the number of replays under
 * way. Its companion makes and deletes the topics of archives, publishes archives in the catalog for the routing, which fills them, counts what they hold, and plays
 * replays: it reads an archive's topic a piece at a time, puts what is in the range to the bus again, and journals how far it is when that is replicated.
 */
@NullMarked
package io.penstock.services.events.archive;

import org.jspecify.annotations.NullMarked;
