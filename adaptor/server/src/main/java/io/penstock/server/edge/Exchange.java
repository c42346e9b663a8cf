package io.penstock.server.edge;

import io.penstock.wire.Cancellation;
import io.penstock.wire.Headers;
import io.penstock.wire.RequestTarget;

/** A request whose headers have come and whose body has not been read. */
public interface Exchange {

    /** Upper case, for example {@code POST}. */
    String method();

    RequestTarget target();

    Headers headers();

    /**
     * Reads the body, once.
     *
     * @throws io.penstock.kernel.fault.FaultException when it is too large, too slow, broken off, or there is no room for it
     */
    byte[] body() throws InterruptedException;

    /** Fires when the client is gone or the server stops. */
    Cancellation cancellation();
}
