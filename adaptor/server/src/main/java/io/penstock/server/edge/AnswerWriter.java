package io.penstock.server.edge;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.server.Request;

/** Writes what is answered, counted for as long as the client takes to read it. */
final class AnswerWriter extends OutputStream {

    private final OutputStream out;
    private final AnswerBudget budget;
    private final Request request;

    AnswerWriter(OutputStream out, AnswerBudget budget, Request request) {
        this.out = out;
        this.budget = budget;
        this.request = request;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length <= AnswerBudget.SMALL_BYTES) {
            out.write(bytes, from, length);
            return;
        }
        try (AnswerBudget.Answer _ = budget.hold(length, this::cutOff)) {
            out.write(bytes, from, length);
        }
    }

    /** Of HTTP/2, with everything else that the client does on this connection. */
    private void cutOff() {
        request.getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new IOException("other answers need the memory, and this client reads too slowly"));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
        if (request.getConnectionMetaData() instanceof EdgeConnection connection) {
            connection.endChunk();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
