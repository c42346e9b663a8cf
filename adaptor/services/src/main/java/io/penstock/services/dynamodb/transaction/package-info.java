/**
 * Transactions over several items: two-phase commit with durable coordinators.
 *
 * <pre>
 *   any node, for a request          coordinator                partitions
 *   {@link io.penstock.services.dynamodb.transaction.Transactor}
 *     Begin  ----------------------> journal Begun
 *     Prepare -------------------------------------------------> journal Prepared: items are held
 *     Decide  ---------------------> journal Decided
 *                                    Commit or Abort ----------> journal changes and Released
 *     <--- reply when all have answered; journal Finished
 * </pre>
 *
 * <p><b>Invariants.</b> A number is given once. Before anything is sent about a transaction its beginning is durable, with all partitions that may come to hold
 * something; before a partition hears of an outcome the outcome is durable. What is not decided when its coordinator gets a new owner, or within ten seconds,
 * is aborted. An outcome is sent until every partition has answered. A partition that has heard an outcome never prepares the transaction again: every message says
 * below which number all is finished, and of those above the partition remembers what is over.
 *
 * <p>A coordinator is an aggregate; which one of an account and Region is a hash of the client request token, so it also knows tokens, for ten minutes.
 */
@NullMarked
package io.penstock.services.dynamodb.transaction;

import org.jspecify.annotations.NullMarked;
