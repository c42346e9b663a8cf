package io.penstock.server.edge;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As much HTTP/2 as a test needs to write by hand. */
final class Frames {

    static final int SETTINGS = 4;

    /** The client's preface with empty settings. */
    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private Frames() {}

    /** The type of the next frame. */
    static int readType(Socket socket) throws IOException {
        byte[] header = socket.getInputStream().readNBytes(9);
        if (header.length < 9) {
            throw new IOException("closed after " + header.length + " bytes of a frame");
        }
        int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
        socket.getInputStream().skipNBytes(length);
        return header[3];
    }
}
