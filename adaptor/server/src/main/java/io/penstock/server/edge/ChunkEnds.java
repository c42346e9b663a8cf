package io.penstock.server.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.MetaData;

/**
 * Jetty's generator of HTTP/1.1 ends a chunk with the beginning of the next one. Here the end can be sent before: who has {@link #takeEnd taken} it writes it, and the next chunk
 * begins without it. Used by one thread at a time, the one that writes the response.
 */
final class ChunkEnds extends HttpGenerator {

    /** Carriage return and line feed. */
    private static final int END_BYTES = 2;

    /** Whether the chunk that was made last lacks its end. */
    private boolean open;

    /** Whether Jetty has an end yet to make that was written by somebody else. */
    private boolean taken;

    @Override
    public Result generateResponse(
            MetaData.Response info, boolean head, ByteBuffer header, ByteBuffer chunk, ByteBuffer content, boolean last)
            throws IOException {
        Result result = super.generateResponse(info, head, header, chunk, content, last);
        if (result == Result.FLUSH) {
            if (taken && chunk != null && chunk.hasRemaining()) {
                chunk.position(chunk.position() + END_BYTES);
                taken = false;
            }
            // With the last chunk there is nothing more to be ended, and Jetty no longer calls this chunking.
            open = isChunking() && !head && content != null && content.hasRemaining();
        }
        return result;
    }

    /** Whether there is an end to be written, which is the caller's to write from now on. */
    boolean takeEnd() {
        boolean mine = open;
        taken |= mine;
        open = false;
        return mine;
    }

    @Override
    public void reset() {
        super.reset();
        open = false;
        taken = false;
    }
}
