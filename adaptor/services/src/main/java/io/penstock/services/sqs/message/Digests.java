package io.penstock.services.sqs.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/**
 * The digests of SQS. SDKs compute them again and fail on a difference.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation">MD5 of message attributes</a>
 */
public final class Digests {

    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    private static final MessageDigest MD5 = digest("MD5");
    private static final MessageDigest SHA_256 = digest("SHA-256");

    private static final RecentDigests SENT = new RecentDigests();

    private Digests() {}

    /** MD5 in lower-case hexadecimal. */
    public static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(fresh(MD5).digest(bytes));
    }

    /** MD5 of a body for its sender. The array is the message's from now on, and does not change. */
    public static String md5OfSent(byte[] body) {
        String md5 = md5(body);
        SENT.remember(body, md5);
        return md5;
    }

    /** MD5 of a body for its receiver. */
    public static String md5OfReceived(byte[] body) {
        String md5 = SENT.take(body);
        return md5 == null ? md5(body) : md5;
    }

    /** SHA-256 in lower-case hexadecimal: the de-duplication id of a body (API reference, SendMessage). */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(fresh(SHA_256).digest(bytes));
    }

    /** The digest of attributes: for each, by name, length-prefixed name and type, a byte for the kind of value, length-prefixed value. */
    public static String md5(SortedMap<String, UserAttribute> attributes) {
        MessageDigest md5 = fresh(MD5);
        for (Map.Entry<String, UserAttribute> attribute : attributes.entrySet()) {
            updateWithLength(md5, attribute.getKey().getBytes(StandardCharsets.UTF_8));
            updateWithLength(md5, attribute.getValue().type().getBytes(StandardCharsets.UTF_8));
            md5.update(attribute.getValue().isBinary() ? BINARY : TEXT);
            updateWithLength(md5, attribute.getValue().value());
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    private static void updateWithLength(MessageDigest md5, byte[] bytes) {
        int length = bytes.length;
        md5.update(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        md5.update(bytes);
    }

    /** A copy of one that was found before: to ask the providers takes a quarter of the time of a digest. */
    private static MessageDigest fresh(MessageDigest prototype) {
        try {
            return (MessageDigest) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's digests can be copied", e);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
