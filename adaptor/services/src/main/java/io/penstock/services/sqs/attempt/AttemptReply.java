package io.penstock.services.sqs.attempt;

/** What is answered about attempts. */
public sealed interface AttemptReply {

    /** The attempt's last round was answered by this partition. */
    record Answered(int round, int partition) implements AttemptReply {}

    /** No poll with this attempt was answered within five minutes. */
    record Unknown() implements AttemptReply {}

    record Noted() implements AttemptReply {}
}
