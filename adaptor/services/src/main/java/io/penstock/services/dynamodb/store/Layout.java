package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.LocalStore.Cursor;
import io.penstock.kernel.port.LocalStore.Span;
import io.penstock.services.dynamodb.item.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keys of a partition in the local store: the table's id, the partition, then
 *
 * <pre>
 *   01                      how far the topic was folded
 *   02 | place              version (8), item
 *   03 | index (2) | place in the index      place in the table
 * </pre>
 */
final class Layout {

    private static final byte MARK = 1;
    private static final byte ITEM = 2;
    private static final byte INDEX = 3;
    private static final byte END = 4;
    private static final int ID_BYTES = 16;
    private static final int PARTITION_BYTES = 2;

    private final byte[] prefix;

    Layout(TableShape shape) {
        byte[] id = HexFormat.of().parseHex(shape.id());
        prefix = ByteBuffer.allocate(id.length + PARTITION_BYTES)
                .put(id)
                .putShort((short) shape.partition())
                .array();
    }

    private Layout(byte[] prefix) {
        this.prefix = prefix;
    }

    /** The first partition that a store has anything of, at this key or behind. */
    static Optional<Layout> firstFrom(LocalStore store, byte[] from) {
        byte[] last = new byte[ID_BYTES + PARTITION_BYTES + 1];
        Arrays.fill(last, (byte) -1);
        try (Cursor cursor = store.scan(new Span(from, last, false))) {
            return cursor.next()
                    ? Optional.of(new Layout(Arrays.copyOf(cursor.key(), ID_BYTES + PARTITION_BYTES)))
                    : Optional.empty();
        }
    }

    /** The id of the table. */
    String table() {
        return HexFormat.of().formatHex(prefix, 0, ID_BYTES);
    }

    /** Tells partitions apart. */
    Bytes name() {
        return Bytes.of(prefix);
    }

    byte[] mark() {
        return key(MARK, new byte[0]);
    }

    byte[] item(byte[] place) {
        return key(ITEM, place);
    }

    byte[] itemsEnd() {
        return key(INDEX, new byte[0]);
    }

    byte[] index(int number, byte[] place) {
        return key(
                INDEX,
                ByteBuffer.allocate(2 + place.length)
                        .putShort((short) number)
                        .put(place)
                        .array());
    }

    byte[] indexEnd(int number) {
        return index(number + 1, new byte[0]);
    }

    byte[] start() {
        return prefix.clone();
    }

    byte[] end() {
        return key(END, new byte[0]);
    }

    /** The place in a key of an item. */
    Bytes place(byte[] key) {
        return Bytes.of(Arrays.copyOfRange(key, prefix.length + 1, key.length));
    }

    /** The place in the index, in a key of an index. */
    Bytes indexPlace(byte[] key) {
        return Bytes.of(Arrays.copyOfRange(key, prefix.length + 3, key.length));
    }

    private byte[] key(byte kind, byte[] rest) {
        return ByteBuffer.allocate(prefix.length + 1 + rest.length)
                .put(prefix)
                .put(kind)
                .put(rest)
                .array();
    }
}
