package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.PrimaryKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The place of an item in its table: the hash of its partition key, then the key in order. Items are in the order of hashes and, of one partition key, of sort
 * keys; a partition, and a segment of a scan, is a range of hashes. Stored, and never changed.
 */
public final class ItemKey {

    private static final int HASH_BYTES = Integer.BYTES;

    private ItemKey() {}

    /** The place of a key. */
    public static Bytes of(PrimaryKey key) {
        byte[] ordered = key.bytes();
        return Bytes.of(ByteBuffer.allocate(HASH_BYTES + ordered.length)
                .putInt(hash(PrimaryKey.hashBytes(key.hash())))
                .put(ordered)
                .array());
    }

    /** The beginning of the places of all items of a partition key. */
    public static byte[] prefix(AttributeValue hashKey) {
        byte[] ordered = PrimaryKey.hashBytes(hashKey);
        return ByteBuffer.allocate(HASH_BYTES + ordered.length)
                .putInt(hash(ordered))
                .put(ordered)
                .array();
    }

    /** The key at a place. */
    public static PrimaryKey key(KeySchema schema, Bytes place) {
        byte[] bytes = place.unsafe();
        return schema.read(new ByteSource(Arrays.copyOfRange(bytes, HASH_BYTES, bytes.length)));
    }

    /** The hash at the beginning of a place, 0 to 2<sup>32</sup> - 1. */
    public static long hash(Bytes place) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(place.unsafe()).getInt());
    }

    /** The partition, of so many, that a place is in. */
    public static int partition(Bytes place, int partitions) {
        return (int) ((hash(place) * partitions) >>> 32);
    }

    /** The first hash of a partition, or of a segment, of so many; of the one behind the last, 2<sup>32</sup>. */
    public static long firstHash(int part, int parts) {
        // The least hash h with h * parts / 2^32 >= part.
        return ((long) part << 32) / parts + (((long) part << 32) % parts == 0 ? 0 : 1);
    }

    /** Where places with this hash begin. */
    public static byte[] start(long hash) {
        return hash >= 1L << 32
                ? new byte[] {-1, -1, -1, -1, -1}
                : ByteBuffer.allocate(HASH_BYTES).putInt((int) hash).array();
    }

    /** FNV-1a with the finishing steps of MurmurHash3: neighbours in keys are strangers in hashes. */
    private static int hash(byte[] bytes) {
        int hash = 0x811c9dc5;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return hash;
    }
}
