package io.penstock.services.sqs.queue;

import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a consumer gets with a message and shows to delete it: opaque text, new on every receive.
 *
 * <p>Layout before base64url: version 1 (1 byte), queue (4 bytes, a hash of ARN and creation id), partition (2),
 * offset (8), nonce (4), CRC-32C of
 * all that (4). A handle of another queue, of an earlier queue of that name, or with a changed character is no handle
 * here.
 *
 * @param partition of the queue's topic
 */
public record ReceiptHandle(int partition, Receipt receipt) {

    private static final byte VERSION = 1;
    private static final int CHECKED = 1 + 4 + 2 + 8 + 4;
    private static final int LENGTH = CHECKED + 4;

    /** The handle's text for a queue. Only the queue of {@code owner} counts, not its partition. */
    public String encode(QueuePartition owner) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putInt(queueTag(owner))
                .putShort((short) partition)
                .putLong(receipt.offset())
                .putInt(receipt.nonce());
        bytes.putInt(checksum(bytes.array()));
        return Base64.getUrlEncoder().encodeToString(bytes.array());
    }

    /** The handle of a text; empty when it is none of this queue ({@code ReceiptHandleIsInvalid}). */
    public static Optional<ReceiptHandle> decode(String text, QueuePartition owner) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.remaining() != LENGTH || bytes.getInt(CHECKED) != checksum(bytes.array())) {
            return Optional.empty();
        }
        if (bytes.get() != VERSION || bytes.getInt() != queueTag(owner)) {
            return Optional.empty();
        }
        int partition = Short.toUnsignedInt(bytes.getShort());
        return Optional.of(new ReceiptHandle(partition, new Receipt(bytes.getLong(), bytes.getInt())));
    }

    private static int queueTag(QueuePartition owner) {
        return (int) GroupHash.of(owner.queueArn() + "/" + owner.creationId());
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKED);
        return (int) crc.getValue();
    }
}
