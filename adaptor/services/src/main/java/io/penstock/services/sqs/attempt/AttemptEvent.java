package io.penstock.services.sqs.attempt;

import io.penstock.kernel.dedup.Hash128;

/** What happened to attempts. */
public sealed interface AttemptEvent {

    /** A round of an attempt was answered by a partition. */
    record Answered(long atMillis, Hash128 attempt, int round, int partition) implements AttemptEvent {}

    /** What was answered five minutes before is forgotten. Derived from the clock, never written. */
    record Forgotten(long atMillis) implements AttemptEvent {}
}
