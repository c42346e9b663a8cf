package io.penstock.server.edge;

import io.penstock.wire.Cancellation;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress. Those that take longer than a moment are watched for clients that leave; when the server stops all of them are
 * told. Thread-safe.
 *
 * <p>Watching costs two system calls, so {@link #sweep} starts it late: a request that is answered at once is never watched.
 */
final class Calls {

    private final long watchAfterNanos;
    private final Set<Call> inProgress = ConcurrentHashMap.newKeySet();
    private final CountDownLatch allDone = new CountDownLatch(1);
    private volatile boolean stopping;

    Calls(Duration watchAfter) {
        this.watchAfterNanos = watchAfter.toNanos();
    }

    /** Takes note of a request. The call must be closed before the response is complete. */
    Call begin(Request request) {
        Call call = new Call(request.getConnectionMetaData() instanceof EdgeConnection connection ? connection : null);
        // A reset stream, a closed session or a failed write, of any HTTP version.
        request.addFailureListener(failure -> call.cancellation.cancel());
        inProgress.add(call);
        if (stopping) {
            call.cancellation.cancel();
        }
        return call;
    }

    /** Watches the requests that have become long. */
    void sweep() {
        long now = System.nanoTime();
        for (Call call : inProgress) {
            if (now - call.since >= watchAfterNanos) {
                call.watch();
            }
        }
    }

    /** Tells every handler, now and from now on, that nobody waits for it, so that long polls end. */
    void stop() {
        stopping = true;
        for (Call call : inProgress) {
            call.cancellation.cancel();
        }
    }

    /** Waits until every request has finished; to be called after {@link #stop}. False when the time is over before. */
    boolean awaitNone(Duration atMost) {
        try {
            return inProgress.isEmpty() || allDone.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    int count() {
        return inProgress.size();
    }

    /** One request in progress. */
    final class Call implements AutoCloseable {

        private final long since = System.nanoTime();
        private final Cancellation cancellation = new Cancellation();
        private final @Nullable EdgeConnection connection;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean bodyRead;
        private boolean watching;
        private boolean closed;

        private Call(@Nullable EdgeConnection connection) {
            this.connection = connection;
        }

        Cancellation cancellation() {
            return cancellation;
        }

        /** From here on whatever the client sends on this connection is no longer part of the request. */
        void bodyRead() {
            lock.lock();
            try {
                bodyRead = true;
            } finally {
                lock.unlock();
            }
        }

        private void watch() {
            if (connection == null) {
                return;
            }
            lock.lock();
            try {
                if (bodyRead && !watching && !closed) {
                    watching = true;
                    connection.watch(cancellation::cancel);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            inProgress.remove(this);
            if (stopping && inProgress.isEmpty()) {
                allDone.countDown();
            }
            lock.lock();
            try {
                closed = true;
                if (watching && connection != null) {
                    connection.unwatch();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
