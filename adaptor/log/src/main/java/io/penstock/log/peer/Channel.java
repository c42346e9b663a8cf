package io.penstock.log.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A connection whose ends have proven that they know the secret, carrying frames.
 *
 * <p>Handshake: each end sends 32 fresh random bytes; each proves itself by {@code HMAC-SHA256(secret, role ‖ calling end's bytes ‖ answering end's
 * bytes)}, the answering end first. The roles differ, so a proof cannot be reflected. Keys of the two directions are derived the same way. A frame is its
 * length, its content and {@code HMAC-SHA256(direction key, number of the frame ‖ length ‖ content)}, cut to 16 bytes as RFC 2104 allows.
 *
 * <p>One thread reads, one writes.
 */
final class Channel implements AutoCloseable {

    private static final int MAGIC = 0x50_53_54_4b;

    /** What is spoken here: since 2 a call says when it was sent, and a node that leaves says that it does. */
    static final int VERSION = 2;

    /** What the release before spoke. */
    static final int VERSION_BEFORE = 1;

    private static final int NONCE_BYTES = 32;
    private static final int CODE_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom NONCES = new SecureRandom();

    /** The other end hung up on the first bytes of the handshake, as one does that does not know the version. */
    static final class HungUpException extends IOException {
        private static final long serialVersionUID = 1L;

        private HungUpException() {
            super("the other end hung up on the handshake");
        }
    }

    private final Socket socket;
    private final int version;
    private final DataInputStream in;
    private final DataOutputStream out;
    private Mac reading;
    private Mac writing;
    private long framesRead;
    private long framesWritten;

    private Channel(Socket socket, byte[] secret, int version) throws IOException {
        this.socket = socket;
        this.version = version;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 << 10));
        this.reading = mac(secret);
        this.writing = this.reading;
    }

    /**
     * The calling end of a connected socket. The socket's read timeout bounds the handshake and later each silence.
     *
     * @throws HungUpException when the other end may not know the version
     */
    static Channel calling(Socket socket, byte[] secret, Duration silence, int version) throws IOException {
        Channel channel = open(socket, secret, silence, version);
        byte[] mine = nonce();
        channel.out.writeInt(MAGIC);
        channel.out.writeByte(version);
        channel.out.write(mine);
        channel.out.flush();
        byte[] theirs = channel.answer();
        channel.requireProof(secret, "answering", mine, theirs);
        channel.out.write(derive(secret, "calling", mine, theirs));
        channel.out.flush();
        channel.reading = mac(derive(secret, "to calling", mine, theirs));
        channel.writing = mac(derive(secret, "to answering", mine, theirs));
        return channel;
    }

    private byte[] answer() throws IOException {
        try {
            byte[] theirs = in.readNBytes(NONCE_BYTES);
            if (theirs.length > 0) {
                return theirs;
            }
        } catch (SocketException e) {
            // Hung up with bytes of ours unread.
        }
        throw new HungUpException();
    }

    /**
     * The answering end of an accepted socket.
     *
     * @param newest version that is spoken here
     */
    static Channel answering(Socket socket, byte[] secret, Duration silence, int newest) throws IOException {
        DataInputStream hello = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
        int magic = hello.readInt();
        int version = hello.readUnsignedByte();
        if (magic != MAGIC || version < 1 || version > newest) {
            throw new IOException("the other end does not speak a version of the internal channel up to " + newest);
        }
        Channel channel = open(socket, secret, silence, version);
        byte[] theirs = channel.in.readNBytes(NONCE_BYTES);
        byte[] mine = nonce();
        channel.out.write(mine);
        channel.out.write(derive(secret, "answering", theirs, mine));
        channel.out.flush();
        channel.requireProof(secret, "calling", theirs, mine);
        channel.reading = mac(derive(secret, "to answering", theirs, mine));
        channel.writing = mac(derive(secret, "to calling", theirs, mine));
        return channel;
    }

    private static Channel open(Socket socket, byte[] secret, Duration silence, int version) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
        return new Channel(socket, secret, version);
    }

    private void requireProof(byte[] secret, String role, byte[] calling, byte[] answering) throws IOException {
        byte[] expected = derive(secret, role, calling, answering);
        if (!MessageDigest.isEqual(expected, in.readNBytes(expected.length))) {
            throw new IOException("the other end does not know this cluster's secret");
        }
    }

    private static byte[] nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        NONCES.nextBytes(bytes);
        return bytes;
    }

    private static byte[] derive(byte[] secret, String role, byte[] calling, byte[] answering) {
        Mac mac = mac(secret);
        mac.update(role.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        mac.update(calling);
        return mac.doFinal(answering);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /**
     * The next frame's content.
     *
     * @throws IOException at the end, after too long a silence, or when a frame is not genuine
     */
    byte[] read() throws IOException {
        int length = in.readInt();
        if (length < 1 || length > Frame.MAX_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] content = in.readNBytes(length);
        byte[] code = in.readNBytes(CODE_BYTES);
        if (content.length < length || !MessageDigest.isEqual(code(reading, framesRead++, content), code)) {
            throw new IOException("a frame that is cut off or not genuine");
        }
        return content;
    }

    /** What both ends speak. */
    int version() {
        return version;
    }

    /** Writes a frame; {@link #flush} sends it. */
    void write(byte[] content) throws IOException {
        out.writeInt(content.length);
        out.write(content);
        out.write(code(writing, framesWritten++, content));
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Nothing more is written: the other end reads what was, then the end. */
    void endOutput() throws IOException {
        out.flush();
        socket.shutdownOutput();
    }

    private static byte[] code(Mac mac, long number, byte[] content) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            mac.update((byte) (number >>> shift));
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            mac.update((byte) (content.length >>> shift));
        }
        return Arrays.copyOf(mac.doFinal(content), CODE_BYTES);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (SocketException e) {
            // Closed by the other side a moment ago: closed it is.
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }
}
