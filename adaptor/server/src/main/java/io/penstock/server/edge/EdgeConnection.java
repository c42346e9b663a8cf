package io.penstock.server.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with three things that Jetty's own connection lacks: a deadline for the headers of a request, which a client that drips bytes cannot
 * stretch, word of a client that leaves while its request is served, and ends of chunks that do not wait for the next chunk.
 *
 * <p>Jetty does not read while a request is served, so it sees the end of the stream only afterwards. {@link #watch} reads in its place.
 */
final class EdgeConnection extends HttpConnection {

    private static final byte[] TOO_SLOW =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] END_OF_CHUNK = {'\r', '\n'};

    private final Duration headerTimeout;
    private final ReentrantLock watching = new ReentrantLock();
    private final Callback readable = Callback.from(this::onReadable, ignored -> {});
    private @Nullable Runnable onGone;
    private boolean watched;

    /** When the first byte of a request came whose headers are incomplete, else 0. */
    private volatile long headersSince;

    private volatile boolean isEndingChunk;
    private Scheduler.@Nullable Task deadline;

    EdgeConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint, Duration headerTimeout) {
        super(configuration, connector, endPoint);
        this.headerTimeout = headerTimeout;
    }

    @Override
    protected HttpGenerator newHttpGenerator() {
        return new ChunkEnds();
    }

    /**
     * Ends the chunk that was written last, unless that is done: a client that waits for the end of a chunk would get it with the next one, of which nobody knows when it comes. To
     * be called between writes by the thread that writes the response; waits until the client has taken it.
     */
    void endChunk() throws IOException {
        if (getGenerator() instanceof ChunkEnds chunks && chunks.takeEnd()) {
            isEndingChunk = true;
            try (Blocker.Callback written = Blocker.callback()) {
                getEndPoint().write(written, ByteBuffer.wrap(END_OF_CHUNK));
                written.block();
            } finally {
                isEndingChunk = false;
            }
        }
    }

    /** Jetty knows of its own writes only, and would leave this one waiting for ever. */
    @Override
    public boolean onIdleExpired(TimeoutException expired) {
        return isEndingChunk || super.onIdleExpired(expired);
    }

    @Override
    protected RequestHandler newRequestHandler() {
        return new Timed();
    }

    /** Only headers that come in pieces cost a timer. */
    @Override
    public void onFillable() {
        super.onFillable();
        long since = headersSince;
        if (since != 0 && deadline == null) {
            deadline = getConnector()
                    .getScheduler()
                    .schedule(() -> expire(since), headerTimeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void expire(long since) {
        if (headersSince == since) {
            EndPoint endPoint = getEndPoint();
            endPoint.write(Callback.from(endPoint::close), ByteBuffer.wrap(TOO_SLOW));
        }
    }

    private void headersDone() {
        headersSince = 0;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    /**
     * Calls back, once, when the client closes its side. To be called while a request is served whose body was read to its end; must be paired
     * with {@link #unwatch} before the response is complete. Ends by itself when the client sends its next request early.
     */
    void watch(Runnable callback) {
        watching.lock();
        try {
            onGone = callback;
            watched = true;
            getEndPoint().tryFillInterested(readable);
        } finally {
            watching.unlock();
        }
    }

    void unwatch() {
        watching.lock();
        try {
            onGone = null;
            if (!watched) {
                return;
            }
            watched = false;
        } finally {
            watching.unlock();
        }
        // Jetty will ask for readability itself after the response, and there is one place for that.
        if (getEndPoint() instanceof AbstractEndPoint endPoint) {
            endPoint.getFillInterest().onFail(new CancellationException("no longer watched"));
        }
    }

    private void onReadable() {
        Runnable gone = null;
        watching.lock();
        try {
            if (onGone == null) {
                return;
            }
            ByteBuffer early = BufferUtil.allocate(1);
            int count = getEndPoint().fill(early);
            if (count == 0) {
                getEndPoint().tryFillInterested(readable);
            } else {
                gone = count < 0 ? onGone : null;
                onGone = null;
                if (count > 0) {
                    onUpgradeTo(early);
                }
            }
        } catch (IOException e) {
            gone = onGone;
            onGone = null;
        } finally {
            watching.unlock();
        }
        if (gone != null) {
            gone.run();
        }
    }

    private final class Timed extends RequestHandler {

        @Override
        public void messageBegin() {
            headersSince = System.nanoTime() | 1;
            super.messageBegin();
        }

        @Override
        public boolean headerComplete() {
            headersDone();
            return super.headerComplete();
        }

        @Override
        public void badMessage(org.eclipse.jetty.http.HttpException failure) {
            headersDone();
            super.badMessage(failure);
        }

        @Override
        public void earlyEOF() {
            headersDone();
            super.earlyEOF();
        }
    }
}
