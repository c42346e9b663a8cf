/**
 * How API destinations are called: what is secret of a connection is kept encrypted ({@link io.penstock.services.events.connection.Secrets}), in journals, snapshots and the catalog
 * alike, and opened where a call is made. Tokens of OAuth are kept in memory only.
 */
@NullMarked
package io.penstock.services.events.connection;

import org.jspecify.annotations.NullMarked;
