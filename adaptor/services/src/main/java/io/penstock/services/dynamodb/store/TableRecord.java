package io.penstock.services.dynamodb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemJson;
import io.penstock.services.dynamodb.item.KeySchema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a table's topic. Of an item: the key is its primary key and the value the item, both as DynamoDB's JSON; no value when it was removed.
 * Headers say in which term of the partition's owner it was written and which change of the partition it was. The mark of a term has the key
 * {@code penstock.term} and its number as value.
 *
 * @param term 0 for a record that is not one of ours
 * @param entry null for a mark
 */
record TableRecord(long term, @Nullable Entry entry) {

    private static final String TERM = "penstock.term";
    private static final String VERSION = "penstock.version";
    private static final byte[] MARK = TERM.getBytes(UTF_8);

    static NewRecord mark(long term) {
        return new NewRecord(MARK.clone(), Long.toString(term).getBytes(UTF_8), List.of(number(TERM, term)));
    }

    static NewRecord of(KeySchema schema, Entry entry, long term) {
        byte[] key = ItemJson.encode(schema.toItem(ItemKey.key(schema, entry.place())));
        List<Header> headers = List.of(number(TERM, term), number(VERSION, entry.version()));
        Item item = entry.item();
        return item == null ? NewRecord.tombstone(key, headers) : new NewRecord(key, ItemJson.encode(item), headers);
    }

    private static Header number(String name, long number) {
        return Header.of(name, Long.toString(number));
    }

    /** Reads a record; what others wrote into the topic is of term 0 and has no entry. */
    static TableRecord read(KeySchema schema, LogRecord from) {
        byte[] key = from.key();
        long term = number(from, TERM);
        if (key == null || term == 0 || Arrays.equals(key, MARK)) {
            return new TableRecord(term, null);
        }
        Item item = from.value().length == 0 ? null : ItemJson.decode(from.value());
        return new TableRecord(
                term, new Entry(ItemKey.of(schema.named(ItemJson.decode(key))), number(from, VERSION), item));
    }

    private static long number(LogRecord from, String name) {
        return from.header(name).map(header -> Long.parseLong(header.text())).orElse(0L);
    }
}
