package io.penstock.kernel.dedup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of a SHA-256: stands for a text of any length where only equality counts. Two different texts
 * meet with a probability
 * below 2<sup>-80</sup> among ten million.
 */
public record Hash128(long high, long low) {

    /**
     * The hash of several parts. Parts are separated by their lengths, so {@code ("ab", "c")} differs from
     * {@code ("a", "bc")}. Stable: it is
     * written to journals and snapshots.
     */
    public static Hash128 of(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha.update(bytes);
            }
            ByteBuffer digest = ByteBuffer.wrap(sha.digest());
            return new Hash128(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
