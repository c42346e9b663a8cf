package io.penstock.log.peer;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What crosses the channel. Every frame belongs to a call, by the number that the calling side gave it. */
sealed interface Frame {

    /** A frame's content at most: ten messages of 1 MiB with all their headers fit, several times. */
    int MAX_BYTES = 64 << 20;

    /** Types of the call: that of the first version, and that of the second. */
    int UNTIMED_CALL = 1;

    int TIMED_CALL = 7;

    /** The type of {@link Leaving}. */
    int LEAVING = 8;

    /** Where in a timed call the time is: behind type and number. */
    int SENT_AT = 1 + Long.BYTES;

    /** The call. */
    long call();

    /** Execute this. Has room for the time at which it is sent, which {@link #leaving} fills in. */
    record Call(long call, PeerRequest request) implements Frame {}

    /** The caller no longer waits. */
    record Cancel(long call) implements Frame {}

    /** The reply, as the machine type's codec wrote it. */
    record Reply(long call, byte[] reply) implements Frame {}

    /** Refused by the machine, or by a bound. */
    record Refused(long call, FaultException fault) implements Frame {}

    /** Certainly not executed. */
    record NotExecuted(long call, String reason) implements Frame {}

    /** Still there? Sent by the calling side; answered with the same. */
    record Ping(long call) implements Frame {}

    /**
     * The answering node leaves. Sent by the answering side, to ends that speak the second version: what it has not read yet it does not execute, and it says so of each
     * call. The calling side sends what it has queued, ends its direction and waits for the answers.
     *
     * @param call 0: it belongs to none
     */
    record Leaving(long call) implements Frame {}

    /** The bytes of a frame. */
    static byte[] encode(Frame frame) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(frame, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Frame frame, DataOutputStream out) throws IOException {
        switch (frame) {
            case Call(long call, PeerRequest request) -> {
                begin(out, TIMED_CALL, call);
                out.writeLong(request.sentAt().orElse(0));
                text(out, request.machine());
                text(out, request.key());
                out.writeLong(request.patienceMillis());
                out.write(request.command());
            }
            case Cancel(long call) -> begin(out, 2, call);
            case Reply(long call, byte[] reply) -> {
                begin(out, 3, call);
                out.write(reply);
            }
            case Refused(long call, FaultException refusal) -> {
                begin(out, 4, call);
                Fault fault = refusal.fault();
                text(out, fault.shape());
                text(out, fault.queryCode());
                out.writeShort(fault.status());
                out.writeBoolean(fault.blame() == Blame.SENDER);
                text(out, fault.text());
                text(out, refusal.getMessage());
            }
            case NotExecuted(long call, String reason) -> {
                begin(out, 5, call);
                text(out, reason);
            }
            case Ping(long call) -> begin(out, 6, call);
            case Leaving(long call) -> begin(out, LEAVING, call);
        }
    }

    private static void begin(DataOutputStream out, int type, long call) throws IOException {
        out.writeByte(type);
        out.writeLong(call);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * The frame of bytes.
     *
     * @throws IOException when they are none; the connection ends then, because both ends proved to be of this cluster and disagree
     */
    static Frame decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int type = in.readByte();
        long call = in.readLong();
        return switch (type) {
            case UNTIMED_CALL -> new Call(call, request(in, OptionalLong.empty()));
            case TIMED_CALL -> new Call(call, request(in, OptionalLong.of(in.readLong())));
            case 2 -> new Cancel(call);
            case 3 -> new Reply(call, in.readAllBytes());
            case 4 -> new Refused(call, refusal(in));
            case 5 -> new NotExecuted(call, text(in));
            case 6 -> new Ping(call);
            case LEAVING -> new Leaving(call);
            default -> throw new IOException("frame of unknown type " + type);
        };
    }

    private static PeerRequest request(DataInputStream in, OptionalLong sentAt) throws IOException {
        return new PeerRequest(text(in), text(in), in.readLong(), in.readAllBytes(), sentAt);
    }

    /**
     * The bytes of a frame as it leaves.
     *
     * @param now of this node's clock
     * @param version that the other end speaks; the first one has no times
     */
    static byte[] leaving(byte[] content, int version, long now) {
        if (content[0] != TIMED_CALL) {
            return content;
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (version > 1) {
            return bytes.putLong(SENT_AT, now).array();
        }
        int rest = SENT_AT + Long.BYTES;
        return ByteBuffer.allocate(content.length - Long.BYTES)
                .put((byte) UNTIMED_CALL)
                .put(content, 1, SENT_AT - 1)
                .put(content, rest, content.length - rest)
                .array();
    }

    private static FaultException refusal(DataInputStream in) throws IOException {
        String shape = text(in);
        String queryCode = text(in);
        int status = in.readUnsignedShort();
        Blame blame = in.readBoolean() ? Blame.SENDER : Blame.RECEIVER;
        // The entry's own text too: whoever compares with the catalogue must find them equal.
        Fault fault = new Fault(shape, queryCode, status, blame, text(in));
        return new FaultException(fault, text(in));
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("text of " + length + " bytes in a frame with " + in.available() + " left");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
