package io.penstock.services.sns.fifo;

/** What happened to the log of a FIFO topic. */
sealed interface FifoEvent {

    record Opened() implements FifoEvent {}

    /** @param records as {@link Judgement} packs them; which are duplicates follows from those before */
    record Judged(long next, byte[] records) implements FifoEvent {}

    record Advanced(long to) implements FifoEvent {}

    record ReplayChanged(Replay replay) implements FifoEvent {}

    record ReplayStopped(String subscription) implements FifoEvent {}

    record Discarded() implements FifoEvent {}
}
