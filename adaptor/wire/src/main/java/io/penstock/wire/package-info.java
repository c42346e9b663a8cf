/**
 * What the HTTP edge and the services see of the AWS wire protocols: a neutral request and response, the context of a call, and the
 * definition of a service as handlers over the AWS SDK's own request and response types.
 *
 * <p>Nothing here opens a socket. The edge hands an {@link io.penstock.wire.HttpRequest} to
 * {@link io.penstock.wire.dispatch.WireDispatcher}; Java users call the same handlers through
 * {@link io.penstock.wire.inprocess.InProcessClients}.
 */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
