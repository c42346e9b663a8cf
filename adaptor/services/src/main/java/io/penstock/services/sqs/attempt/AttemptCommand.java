package io.penstock.services.sqs.attempt;

import io.penstock.kernel.dedup.Hash128;

/** What is asked about attempts. */
public sealed interface AttemptCommand {

    /** The last round that was answered. Replies {@link AttemptReply.Answered} or {@link AttemptReply.Unknown}. */
    record Find(Hash128 attempt) implements AttemptCommand {}

    /**
     * A poll was handed messages by a partition and would answer them. Replies {@link AttemptReply.Answered}: with this round and partition it may; with others another
     * poll was first.
     *
     * @param round one more than that of {@link Find}'s reply, or 0: a round ends when what it answered was deleted, changed or has timed out
     */
    record Answer(Hash128 attempt, int round, int partition) implements AttemptCommand {}

    /** From the host: the oldest may be forgotten. Replies {@link AttemptReply.Noted}. */
    record Due() implements AttemptCommand {}
}
