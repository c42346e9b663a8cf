/**
 * Enhanced fan-out: SubscribeToShard. A subscription is a thread of the request that waits on the shard's tail, which all subscriptions of the node share, and
 * sends what comes. One that cannot keep up reads from the log until it has caught up; it never holds back the others.
 */
@NullMarked
package io.penstock.services.kinesis.fanout;

import org.jspecify.annotations.NullMarked;
