package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.OrderedBytes;
import io.penstock.services.dynamodb.item.PrimaryKey;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Places in an index: the index's key in order, then the place in the table. */
public final class IndexKeys {

    /** What expired longer ago than that is taken to be no time at all, as AWS does. */
    private static final Duration OLDEST = Duration.ofDays(5 * 365);

    private IndexKeys() {}

    /** Where an item stands in an index; empty when it is not in it. */
    static Optional<Bytes> of(IndexShape index, Bytes place, @Nullable Item item) {
        return item == null ? Optional.empty() : index.key().sparseKeyOf(item).map(key -> of(key, place));
    }

    /** The place of an index key, of the item at a place of the table. */
    public static Bytes of(PrimaryKey indexKey, Bytes place) {
        return Bytes.of(
                new ByteSink(64).raw(indexKey.bytes()).raw(place.unsafe()).toArray());
    }

    /** Where the items begin whose time to expire is this second or later. */
    static byte[] expiryFrom(long second) {
        ByteSink to = new ByteSink(16);
        OrderedBytes.write(to, AttributeValue.N.of(second));
        return to.toArray();
    }

    /** The first second that still counts as a time to expire. */
    static long oldestExpiry(Instant now) {
        return now.minus(OLDEST).getEpochSecond();
    }

    /** The second at which an item expires; empty when it says none. */
    static Optional<Long> expiry(TableShape shape, @Nullable Item item) {
        if (item == null) {
            return Optional.empty();
        }
        return shape.expiry()
                .map(index -> item.get(index.key().hash().name()))
                .flatMap(value -> value instanceof AttributeValue.N number
                        ? Optional.of(second(number.value().toBigDecimal()))
                        : Optional.empty());
    }

    /** Numbers beyond a long are the longest time from now that there is, or the longest ago: cut to 64 bits they would be any time. */
    private static long second(BigDecimal number) {
        return number.max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
