/**
 * The internal channel between nodes: one TCP connection from each node to each other, many calls on it at once.
 *
 * <p>Both ends prove that they know the cluster's secret before anything else is read, and every frame carries a code over its content and its
 * place in the stream (HMAC-SHA256 under keys of this connection), so frames cannot be forged, changed, repeated or left out. Nothing is encrypted: message
 * bodies cross the wire in clear, so across machines the channel belongs on a private network or a tunnel.
 *
 * <p>A node that leaves says so: the other end sends nothing more on this connection, ends its direction, and hears of each call that it had sent, in a reply or as certainly
 * not executed, before the connection is closed.
 *
 * <p>Bounds: {@link io.penstock.log.peer.Frame#MAX_BYTES} a frame, {@link io.penstock.log.peer.Outgoing#MAX_BYTES} waiting to be written a
 * connection, {@link io.penstock.log.peer.PeerServer#MAX_CALLS} calls in progress a connection.
 */
@NullMarked
package io.penstock.log.peer;

import org.jspecify.annotations.NullMarked;
