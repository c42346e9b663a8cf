/**
 * The port that speaks AWS: HTTP/1.1, HTTP/2 and TLS on one port number, told apart by the first bytes.
 *
 * <p>What happens to a request stands in {@link io.penstock.server.edge.Pipeline}, which knows no server and runs in tests without a port.
 * Everything a client sends is bounded in size and in time; what it cannot have is refused in its own protocol. One virtual thread carries a
 * request from its headers to its response.
 */
@NullMarked
package io.penstock.server.edge;

import org.jspecify.annotations.NullMarked;
