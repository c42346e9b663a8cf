package io.penstock.services.dynamodb.op;

import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.PartitionReply.At;
import io.penstock.services.dynamodb.store.Range;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads a stretch of one partition in pieces small enough not to hold up its other callers. For one thread. */
final class PartitionReader {

    private static final int PIECE_ITEMS = 400;
    private static final int PIECE_BYTES = 256 << 10;

    private final Partitions partitions;
    private final CallContext call;
    private final Place place;
    private final ArrayDeque<At> piece = new ArrayDeque<>();
    private Range range;
    private int wanted;
    private @Nullable CompletableFuture<PartitionReply> asked;
    private boolean over;

    /** @param index its number; 0 for the table */
    record Place(TableDefinition table, int partition, int index, boolean consistent) {}

    /** @param wanted about how many items will be taken */
    PartitionReader(Partitions partitions, CallContext call, Place place, Range range, int wanted) {
        this.partitions = partitions;
        this.call = call;
        this.place = place;
        this.range = range;
        this.wanted = wanted;
    }

    /** Asks already, without waiting. */
    void ask() {
        if (asked == null && !over && piece.isEmpty()) {
            asked = partitions.submit(
                    place.table(),
                    place.partition(),
                    new PartitionCommand.Read(
                            place.index(), range, Math.clamp(wanted, 1, PIECE_ITEMS), PIECE_BYTES, place.consistent()));
        }
    }

    /** The next item, which stays the next until it is {@link #take taken}; null at the end. */
    @Nullable
    At peek() throws InterruptedException {
        while (piece.isEmpty() && !over) {
            ask();
            CompletableFuture<PartitionReply> waiting = asked;
            asked = null;
            if (waiting == null
                    || !(Partitions.checked(Await.reply(call, waiting))
                            instanceof PartitionReply.Page(var items, boolean more))) {
                throw new IllegalStateException("no answer to a read of " + place);
            }
            piece.addAll(items);
            over = !more;
            if (more) {
                byte[] last = piece.getLast().at().unsafe();
                range = range.descending()
                        ? new Range(range.from(), last, true)
                        : new Range(Arrays.copyOf(last, last.length + 1), range.to(), false);
            }
        }
        return piece.peek();
    }

    void take() {
        piece.remove();
        wanted--;
    }
}
