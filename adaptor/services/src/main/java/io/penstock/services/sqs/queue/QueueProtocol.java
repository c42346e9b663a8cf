package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.port.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of one queue partition and what it answers. What happened is in {@link QueueEvent}.
 *
 * <p>Times are epoch milliseconds unless they are {@link Instant}s. Offsets are those of the queue's topic partition; arrays are handed over and
 * not changed afterwards. {@code Scan}, {@code Quiet}, {@code Refill}, {@code Take}, {@code Finish}, {@code Abandon}, {@code Forget} and
 * {@code Trim} come from the companion where the aggregate is owned; the others from operations on any node.
 */
public final class QueueProtocol {

    private QueueProtocol() {}

    /** What can be asked. */
    public sealed interface Command {

        /**
         * The tail of the topic partition moved on. Derived, never journaled: after a recovery the companion scans again from
         * {@link QueueState#scanFrom()}. Records below that are ignored, so overlaps do no harm. Standard queues: scan only while
         * {@link QueueState#wantsScan()}; FIFO queues: always scan to the end, because the scan is what finds duplicates.
         *
         * @param records in order, ascending; offsets that the log has no record for are simply missing
         * @param next the offset that the following scan starts at, greater than every offset in {@code records}
         * @param retentionMillis the queue's MessageRetentionPeriod; remembered, so when the attribute changes a scan
         *     without records tells it
         * @param delayMillis the queue's DelaySeconds, likewise; for {@link Scanned#BY_QUEUE}
         */
        record Scan(List<Scanned> records, long next, long retentionMillis, long delayMillis) implements Command {
            public Scan {
                records = List.copyOf(records);
            }
        }

        /**
         * The log ended at this offset a moment ago. If the scan has seen everything below it, keys that are too old to matter are forgotten; without
         * this they are only when newer records come. Worth submitting every minute or so. Replies {@link Reply.Done}.
         */
        record Quiet(long endOffset) implements Command {}

        /**
         * Records that were scanned before but did not fit into the window (FIFO with a deep backlog only), read
         * again from {@link QueueState#refillFrom()}. The window takes as many as fit; {@code refillFrom} tells afterwards where to go on.
         */
        record Refill(List<Scanned> records, long next) implements Command {
            public Refill {
                records = List.copyOf(records);
            }
        }

        /**
         * ReceiveMessage. Replies {@link Reply.Received}, {@link Reply.Again} or {@link Reply.OverLimit}; parks in
         * lane {@code receive} while nothing can be handed out.
         *
         * @param max 1 to 10; 0 repeats an attempt or hands out nothing
         * @param visibilitySeconds 0 to 43,200; the queue's own value when the caller gave none
         * @param waitUntil when a long poll ends with an empty reply; not after now for a short poll
         * @param attempt hash of the ReceiveRequestAttemptId, FIFO only
         */
        record Receive(
                int max,
                int visibilitySeconds,
                Instant waitUntil,
                @Nullable Hash128 attempt,
                ReceiveRules rules) implements Command {}

        /** DeleteMessage and its batch. Replies {@link Reply.Outcomes}, one per receipt in order. */
        record Delete(List<Receipt> receipts) implements Command {
            public Delete {
                receipts = List.copyOf(receipts);
            }
        }

        /** ChangeMessageVisibility and its batch. Replies {@link Reply.Outcomes}, one per change in order. */
        record ChangeVisibility(List<VisibilityChange> changes) implements Command {
            public ChangeVisibility {
                changes = List.copyOf(changes);
            }
        }

        /** The same with an attempt, asked of several partitions: what is handed out to nobody is given back, because the caller may have messages of another one. */
        record ReceiveAny(Receive receive) implements Command {}

        /** Takes receives back whose messages nobody got; not those followed by another one, or repeated for another poll. Replies {@link Reply.Done}. */
        record GiveBack(List<Receipt> receipts) implements Command {
            public GiveBack {
                receipts = List.copyOf(receipts);
            }
        }

        /** The same of whatever this attempt was handed here: it was answered by another partition, to all its polls. */
        record GiveBackAttempt(Hash128 attempt) implements Command {}

        /**
         * PurgeQueue: every message below the offset is gone, in flight ones included. What FIFO de-duplication
         * remembers stays.
         *
         * @param beforeOffset the log's end when the request came
         */
        record Purge(long beforeOffset) implements Command {}

        /**
         * Which of these records, appended by FIFO sends, were accepted and which are duplicates. Parks in lane {@code confirm} until the
         * scan has passed all of them. Replies {@link Reply.Verdicts}; one without verdicts: the scan did not get there in time, nothing is known.
         *
         * @param until when to give up
         */
        record Confirm(long[] offsets, Instant until) implements Command {}

        /**
         * Counters. Replies {@link Reply.Measured}.
         *
         * @param endOffset the log's end, for what has not been scanned
         */
        record Measure(long endOffset) implements Command {}

        /**
         * Looks at messages without receiving them, oldest first. Replies {@link Reply.Peeked}. Sees the window only,
         * not the backlog behind it.
         *
         * @param max at most 1,000
         */
        record Peek(int max, boolean invisible, boolean delayed) implements Command {}

        /**
         * Takes visible messages for a message move task: they are {@link MoveKind#TASK moving} until {@link Finish} or {@link Abandon}. Their
         * receive count stays. On a FIFO queue their groups are locked meanwhile. Replies {@link Reply.Taken}.
         *
         * @param max 1 to 1,000
         * @param beforeOffset only messages below it: the log's end when the task started, so that a task ends
         */
        record Take(int max, long beforeOffset) implements Command {}

        /** The target of the move has these messages durably: they are gone here. Unknown offsets are ignored. Replies {@link Reply.Done}. */
        record Finish(long[] offsets) implements Command {}

        /**
         * The move of these messages was given up before anything was appended to the target: they are visible again.
         * Unknown offsets are ignored. Replies
         * {@link Reply.Done}.
         */
        record Abandon(long[] offsets) implements Command {}

        /**
         * The log has no record at these offsets any more (an operator or Kafka's own retention removed them): drops
         * them. Replies {@link Reply.Done}.
         */
        record Forget(long[] offsets) implements Command {}

        /**
         * Asks what may be trimmed from the topic partition. Looks at every message in the window, so submit it at intervals (every few thousand
         * deletes, or every minute), not per message. Replies {@link Reply.Trimmable}, after everything that makes it true is durable: what a state
         * says before that could be lost with its shard, and then a rebuild of de-duplication would find its log cut off.
         */
        record Trim() implements Command {}

        /** The queue is deleted: forgets everything and becomes vacant. Replies {@link Reply.Done}. */
        record Discard() implements Command {}

        /** Submitted by the host when a lease, a delay or a retention ran out. Replies {@link Reply.Done}. */
        record Wake() implements Command {}
    }

    /** What is answered. */
    public sealed interface Reply {

        /**
         * Messages handed out, or none. The companion puts each record into its message before the reply leaves; a
         * message whose record is gone is left
         * out there (and forgotten by {@link Command.Forget}).
         */
        record Received(List<ReceivedMessage> messages) implements Reply {
            public Received {
                messages = List.copyOf(messages);
            }

            public List<Receipt> receipts() {
                return messages.stream().map(ReceivedMessage::receipt).toList();
            }
        }

        /**
         * Something had to happen first (messages went to the dead-letter queue or had expired): submit the same
         * command again, at once.
         */
        record Again() implements Reply {}

        /**
         * As many messages are in flight as are allowed, on a short poll of a standard queue: the {@code OverLimit}
         * fault.
         */
        record OverLimit() implements Reply {}

        /** One outcome per receipt, in order. */
        record Outcomes(List<Outcome> outcomes) implements Reply {
            public Outcomes {
                outcomes = List.copyOf(outcomes);
            }
        }

        /** One verdict per offset, in order; none at all when the scan did not get there in time. */
        record Verdicts(List<Verdict> verdicts) implements Reply {
            public Verdicts {
                verdicts = List.copyOf(verdicts);
            }
        }

        /**
         * Counters of this partition. Messages moving to another queue count as in flight.
         *
         * @param visible ApproximateNumberOfMessages, the unscanned backlog included
         * @param inFlight ApproximateNumberOfMessagesNotVisible
         * @param delayed ApproximateNumberOfMessagesDelayed, as far as scanned
         * @param groups message groups with messages in flight (ApproximateNumberOfGroupsWithInflightMessages), and
         *     noisy ones of a fair queue
         * @param oldestSentMillis of the oldest message in the window, exact to a second; empty when there is none
         */
        record Measured(long visible, long inFlight, long delayed, GroupCounts groups, OptionalLong oldestSentMillis)
                implements Reply {}

        /** Messages looked at. The companion fills in the records. */
        record Peeked(List<PeekedMessage> messages) implements Reply {
            public Peeked {
                messages = List.copyOf(messages);
            }
        }

        /**
         * Messages taken for a move task.
         *
         * @param messages in the order in which they must be appended to the target
         * @param exhausted nothing below the asked offset is left: neither visible nor in flight, delayed, moving or
         *     unscanned
         */
        record Taken(List<Moving> messages, boolean exhausted) implements Reply {
            public Taken {
                messages = List.copyOf(messages);
            }
        }

        /** Everything below this offset is deleted, and nothing below it will be needed to rebuild anything. */
        record Trimmable(long beforeOffset) implements Reply {}

        /** Done, nothing to tell. */
        record Done() implements Reply {}
    }

    /**
     * A record of the topic as the scan sees it.
     *
     * @param timestampMillis the broker's append time; de-duplication counts its five minutes by it
     * @param sentMillis when the message was sent, for retention: {@code timestampMillis}, or the original time of a
     *     message moved to a standard queue
     * @param dueMillis when its delay ends; 0 for none, {@link #BY_QUEUE} for that of its FIFO queue
     * @param group {@link GroupHash} of the message group; 0 for none. FIFO: never 0. Standard: makes the queue fair
     * @param key records with equal keys within five minutes are duplicates. FIFO: hash of (group if the scope is
     *     messageGroup, de-duplication id). Moved
     *     messages, standard or FIFO: hash of the move id instead, with a prefix of its own. Otherwise null
     * @param origin of a record that its writer may write again long after; null for all others
     */
    public record Scanned(
            long offset,
            long timestampMillis,
            long sentMillis,
            long dueMillis,
            long group,
            @Nullable Hash128 key,
            @Nullable Origin origin) {

        /** The delay that the FIFO queue has, which may change while the message waits. */
        public static final long BY_QUEUE = -1;

        /** A plain record of a standard queue. */
        public static Scanned plain(long offset, long timestampMillis) {
            return new Scanned(offset, timestampMillis, timestampMillis, 0, 0, null, null);
        }
    }

    /**
     * What governs a receive besides the caller's wishes.
     *
     * @param maxReceiveCount of the RedrivePolicy; 0 when the queue has no dead-letter queue (or it does not exist)
     * @param retentionMillis MessageRetentionPeriod; older messages are dropped, never handed out
     * @param inFlightLimit of this partition: AWS's 120,000 shared among the queue's partitions
     */
    public record ReceiveRules(int maxReceiveCount, long retentionMillis, int inFlightLimit) {}

    /** What a {@link ReceiptHandle} says: the message, and the receive it came from. */
    public record Receipt(long offset, int nonce) {}

    /** One entry of ChangeMessageVisibility. {@code seconds} is 0 to 43,200 from now. */
    public record VisibilityChange(Receipt receipt, int seconds) {}

    /**
     * A message handed out.
     *
     * @param receiveCount ApproximateReceiveCount in this queue, this receive included
     * @param firstReceivedMillis ApproximateFirstReceiveTimestamp
     * @param record filled in by the companion
     */
    public record ReceivedMessage(
            Receipt receipt,
            int receiveCount,
            long firstReceivedMillis,
            @Nullable LogRecord record) {

        /** With its record. */
        public ReceivedMessage with(LogRecord found) {
            return new ReceivedMessage(receipt, receiveCount, firstReceivedMillis, found);
        }
    }

    /**
     * A message looked at; {@code firstReceivedMillis} is 0 when it was never received. {@code record} is filled in
     * by the companion.
     */
    public record PeekedMessage(
            long offset,
            int receiveCount,
            long firstReceivedMillis,
            @Nullable LogRecord record) {

        /** With its record. */
        public PeekedMessage with(LogRecord found) {
            return new PeekedMessage(offset, receiveCount, firstReceivedMillis, found);
        }
    }

    /** Why a message is moving. */
    public enum MoveKind {
        /** Received too often: to the dead-letter queue. */
        DEAD_LETTER,
        /** Taken by a message move task. */
        TASK
    }

    /**
     * A message on its way to another queue. Its identity at the target (header {@code sqs.move-id}) is made from
     * creation id, partition and offset.
     *
     * @param receiveCount how often it was received in this queue
     */
    public record Moving(long offset, MoveKind kind, int receiveCount) {}

    /** Groups with messages in flight, and those of them that are noisy. */
    public record GroupCounts(int inFlight, int noisy) {}

    /**
     * What the log's order decided about a send.
     *
     * @param original offset of the message it duplicates (its sequence number, too); its own offset when it was
     *     accepted
     * @param originalRecord of a duplicate, filled in by the companion for the original MessageId. It is still in the
     *     log: {@link Command.Trim} keeps
     *     whatever de-duplication remembers
     */
    public record Verdict(
            long offset, long original, @Nullable LogRecord originalRecord) {

        /** Whether the message was accepted as new. */
        public boolean isAccepted() {
            return offset == original;
        }

        /** With the record of the original. */
        public Verdict with(LogRecord found) {
            return new Verdict(offset, original, found);
        }
    }

    /** What became of one receipt. */
    public enum Outcome {
        /** Deleted, or the visibility was changed. */
        DONE,
        /**
         * No such message (any more). Delete: success. Change: {@code InvalidParameterValue}, "Message does not exist
         * or is not available for visibility timeout change."
         */
        GONE,
        /**
         * Standard: the message was received again since. Delete: success, the message stays. Change: as {@link #GONE}.
         */
        SUPERSEDED,
        /** FIFO: the lease is over. {@code InvalidParameterValue}, "The receipt handle has expired." */
        EXPIRED,
        /** Standard, change only: {@code MessageNotInflight}. */
        NOT_IN_FLIGHT,
        /**
         * Change only: more than 12 hours after the receive. {@code InvalidParameterValue}, "Total VisibilityTimeout
         * for the message is beyond the limit [43200 seconds]".
         */
        BEYOND_LIMIT
    }
}
