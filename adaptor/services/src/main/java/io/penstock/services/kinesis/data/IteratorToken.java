package io.penstock.services.kinesis.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A shard iterator: everything GetRecords needs, so that any node can go on. The text is opaque, at most 512 characters for every legal stream, and carries a digest:
 * what was changed on its way, or never was an iterator, is recognised. It is no secret and gives no right: the stream is looked up again.
 *
 * @param arn the stream's
 * @param streamId of the stream's creation
 * @param shard the shard's number
 * @param offset where to go on
 * @param issuedMillis from when on it is good for five minutes
 */
public record IteratorToken(String arn, String streamId, int shard, long offset, long issuedMillis) {

    private static final byte VERSION = 1;
    private static final int DIGEST = 8;
    private static final byte[] CONTEXT = "penstock.kinesis.iterator".getBytes(StandardCharsets.UTF_8);

    /** The token's text. */
    public String encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(arn);
            out.writeUTF(streamId);
            out.writeInt(shard);
            out.writeLong(offset);
            out.writeLong(issuedMillis);
            out.write(digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** The iterator of a text; empty when it is none of ours. */
    public static Optional<IteratorToken> decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length <= DIGEST) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(bytes, bytes.length - DIGEST);
        byte[] digest = Arrays.copyOfRange(bytes, content.length, bytes.length);
        if (content[0] != VERSION || !MessageDigest.isEqual(digest, digest(content))) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(content, 1, content.length - 1);
            IteratorToken token = new IteratorToken(text(in), text(in), in.getInt(), in.getLong(), in.getLong());
            return Optional.of(token).filter(one -> one.shard >= 0 && one.offset >= 0 && one.issuedMillis >= 0);
        } catch (BufferUnderflowException forged) {
            return Optional.empty();
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] digest(byte[] content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(CONTEXT);
            return Arrays.copyOf(sha.digest(content), DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
