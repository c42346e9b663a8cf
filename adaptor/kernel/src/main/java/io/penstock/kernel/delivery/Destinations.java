package io.penstock.kernel.delivery;

import io.penstock.kernel.delivery.Target.Invocation;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What is known of API destinations at the time of a call. Whoever makes calls asks for each anew, and keeps and logs nothing of the answer: it holds secrets. */
public interface Destinations {

    /** What to do. */
    sealed interface Answer {}

    /**
     * Make this call.
     *
     * @param url with its query
     * @param body empty for none
     * @param unauthorized to be run when the endpoint does not take the credentials: the next call is made with others, where there can be others
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Call(String method, String url, Map<String, String> headers, byte[] body, Runnable unauthorized)
            implements Answer {

        /** Without anything that may be secret. */
        @Override
        public String toString() {
            return "Call[" + method + "]";
        }
    }

    /** It cannot be made now, or never. */
    record Impossible(String code, String message, boolean retryable) implements Answer {}

    /** How a call is made. Must not block. */
    CompletableFuture<Answer> call(Invocation invocation);
}
