package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a partition answers. */
public sealed interface PartitionReply {

    /** It is done. */
    record Done() implements PartitionReply {}

    /** The partition has the shape. Released when every index is complete. */
    record Shaped() implements PartitionReply {}

    /** The item before and after; empty for none. */
    record Written(Item before, Item after) implements PartitionReply {}

    /** The condition does not hold for the item that is there. */
    record Refused(Item present) implements PartitionReply {}

    /** A transaction holds the item. */
    record Conflict() implements PartitionReply {}

    /** Too much is on its way; nothing was done. */
    record Busy() implements PartitionReply {}

    /** The table is not here, or not any more. */
    record Absent() implements PartitionReply {}

    /** For each action: a {@link Written}, {@link Conflict} or {@link Busy}. */
    record WrittenAll(List<PartitionReply> each) implements PartitionReply {
        public WrittenAll {
            each = List.copyOf(each);
        }
    }

    /** For each place what is there. */
    record Found(List<Image> images) implements PartitionReply {
        public Found {
            images = List.copyOf(images);
        }
    }

    /**
     * @param version of the image; where there is none, of the last removal nearby: the same version means that nothing was there between
     * @param locked whether a transaction is about to change it
     */
    record Image(Item item, long version, boolean locked) {}

    /**
     * @param more whether the stretch went on
     */
    record Page(List<At> items, boolean more) implements PartitionReply {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** An item and its place in what was read. */
    record At(Bytes at, Item item) {}

    /** Numbers of the partition. */
    record Measured(long items, long bytes) implements PartitionReply {}

    /**
     * The transaction holds its items.
     *
     * @param bytes of each item, the larger of before and after
     * @param images of each item, if they were asked for; otherwise empty
     */
    record Ready(List<Integer> bytes, List<Written> images) implements PartitionReply {
        public Ready {
            bytes = List.copyOf(bytes);
            images = List.copyOf(images);
        }
    }

    /** The transaction is over: the request to prepare it came too late. To a Commit: it was never prepared here, or that is lost. */
    record Over() implements PartitionReply {}

    /** The transaction holds nothing: why not, for each action; null for one that was fine. */
    record NotReady(List<@Nullable Problem> problems) implements PartitionReply {}

    /**
     * @param kind why an action was refused
     * @param item that is there, if the condition did not hold
     */
    record Problem(Kind kind, String message, Item item) {

        /** Kinds of problems. */
        public enum Kind {
            CONDITION,
            CONFLICT,
            VALIDATION,
            BUSY
        }
    }
}
