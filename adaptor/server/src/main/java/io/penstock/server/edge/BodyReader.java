package io.penstock.server.edge;

import io.penstock.server.settings.HttpSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads one body, bounded in size, in time and in what all bodies together may hold.
 *
 * <p>Reads Jetty's content source and not the servlet's stream: a blocked read of the stream cannot be given a deadline.
 */
final class BodyReader implements AutoCloseable {

    private static final byte[] EMPTY = {};
    private static final int FIRST_BUFFER = 16 << 10;
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    /** A client that sends more than this after it was refused may miss why. */
    private static final long SWALLOWED_BYTES = 64L << 20;

    private final Request request;
    private final HttpSettings settings;
    private final BodyBudget budget;
    private byte[] buffer = EMPTY;
    private int length;
    private long taken;

    BodyReader(Request request, HttpSettings settings, BodyBudget budget) {
        this.request = request;
        this.settings = settings;
        this.budget = budget;
    }

    /** The body as it was before it was compressed for the way: what it grows to counts like what came. */
    byte[] read() throws InterruptedException {
        byte[] body = receive();
        return isGzip(request) ? inflate(body) : body;
    }

    /** Whether the body is inflated here, where its growth is counted; nobody behind the edge sees that it was compressed. */
    static boolean isGzip(Request request) {
        String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        return encoding != null && GZIP.contains(encoding.strip().toLowerCase(Locale.ROOT));
    }

    private byte[] inflate(byte[] body) {
        long held = taken;
        buffer = EMPTY;
        length = 0;
        byte[] piece = new byte[FIRST_BUFFER];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (length + (long) count > settings.maxBody().bytes()) {
                    throw tooLarge();
                }
                if (!append(ByteBuffer.wrap(piece, 0, count), -1)) {
                    throw EdgeFaults.OVERLOADED.with("too many bytes in requests at once");
                }
            }
        } catch (IOException e) {
            throw EdgeFaults.NOT_GZIP.with();
        }
        budget.giveBack(held);
        taken -= held;
        return whole();
    }

    private byte[] whole() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private byte[] receive() throws InterruptedException {
        long declared = request.getLength();
        long deadline = System.nanoTime() + settings.bodyTimeout().toNanos();
        if (declared > settings.maxBody().bytes()) {
            // Before the first read, so that a client that waits for "100 Continue" never sends it.
            swallowBeyondLimit(deadline);
            throw tooLarge();
        }
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                await(deadline);
            } else if (Content.Chunk.isFailure(chunk)) {
                throw EdgeFaults.BROKEN_BODY.with();
            } else if (length + (long) chunk.remaining() > settings.maxBody().bytes()) {
                chunk.release();
                swallowBeyondLimit(deadline);
                throw tooLarge();
            } else {
                boolean last = chunk.isLast();
                boolean fits;
                try {
                    fits = append(chunk.getByteBuffer(), declared);
                } finally {
                    chunk.release();
                }
                if (!fits) {
                    refuseForNow(last, deadline);
                }
                if (last) {
                    return whole();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw tooSlow();
                }
            }
        }
    }

    /**
     * Reads an HTTP/2 body to its end, to forget it: a stream that is answered before its end is reset by Jetty, and clients then see the
     * reset and not the answer. On HTTP/1.1 the connection is closed behind the answer instead.
     */
    private void swallowBeyondLimit(long deadline) throws InterruptedException {
        if (!(request.getConnectionMetaData() instanceof EdgeConnection)) {
            swallow(deadline);
        }
    }

    /**
     * Lets go of what was held, so that others get on, and reads the rest to forget it: a client whose connection is closed while it writes sees
     * a reset, not that it shall come back later (RFC 9112 section 9.6).
     */
    private void refuseForNow(boolean last, long deadline) throws InterruptedException {
        close();
        buffer = EMPTY;
        if (!last) {
            swallow(deadline);
        }
        throw EdgeFaults.OVERLOADED.with("too many bytes in requests at once");
    }

    /** Reads on, bounded, and forgets. */
    private void swallow(long deadline) throws InterruptedException {
        long left = SWALLOWED_BYTES;
        while (left > 0 && System.nanoTime() - deadline < 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                await(deadline);
                continue;
            }
            left -= chunk.remaining();
            boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
            if (over) {
                return;
            }
        }
    }

    private void await(long deadline) throws InterruptedException {
        CountDownLatch readable = new CountDownLatch(1);
        request.demand(readable::countDown);
        if (!readable.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw tooSlow();
        }
    }

    /** Memory grows with what has come, never with what was announced. False when all bodies together would hold too much. */
    private boolean append(ByteBuffer bytes, long declared) {
        int more = bytes.remaining();
        if (more == 0) {
            return true;
        }
        if (length + more > buffer.length) {
            int size = Math.clamp(
                    Math.max(FIRST_BUFFER, 2L * length), length + more, Math.max(length + more, bound(declared)));
            int growth = size - buffer.length;
            if (!budget.take(growth)) {
                return false;
            }
            taken += growth;
            buffer = Arrays.copyOf(buffer, size);
        }
        bytes.get(buffer, length, more);
        length += more;
        return true;
    }

    /** What the buffer need never exceed: what was announced, or the limit. */
    private int bound(long declared) {
        long limit = settings.maxBody().bytes();
        return (int) (declared < 0 ? limit : Math.min(declared, limit));
    }

    private RuntimeException tooLarge() {
        return EdgeFaults.TOO_LARGE.with(settings.maxBody().bytes());
    }

    private RuntimeException tooSlow() {
        return EdgeFaults.TOO_SLOW.with(settings.bodyTimeout().toSeconds());
    }

    /** Gives the room back; the body is no longer held by the edge. */
    @Override
    public void close() {
        budget.giveBack(taken);
        taken = 0;
    }
}
