package io.penstock.services.sns.fifo;

import java.util.List;

/** What the log of a FIFO topic is asked to do. All but {@code Open}, {@code Confirm}, {@code StartReplay}, {@code StopReplay} and {@code DescribeReplay} come from its companion. */
public sealed interface FifoCommand {

    /** There is such a topic; from now on its messages are delivered. */
    record Open() implements FifoCommand {}

    /**
     * The log was read further.
     *
     * @param records as {@link Judgement} packs them
     * @param next where reading goes on
     */
    record Judge(long next, byte[] records) implements FifoCommand {}

    /**
     * Asks what was decided about records, when it is.
     *
     * @param until how long to wait, in milliseconds of the epoch
     */
    record Confirm(List<Long> offsets, long until) implements FifoCommand {}

    /** Asks for the duplicates of a piece of the log that was judged. */
    record Duplicates(long from, long to) implements FifoCommand {}

    /** Everything below is sent on. */
    record Advance(long to) implements FifoCommand {}

    /**
     * @param start in milliseconds of the epoch
     * @param end likewise; 0 goes on until everything is sent
     */
    record StartReplay(String subscription, long start, long end) implements FifoCommand {}

    record StopReplay(String subscription) implements FifoCommand {}

    record DescribeReplay(String subscription) implements FifoCommand {}

    /** A replay is this far; nothing happens if it is another by now. */
    record StepReplay(Replay replay) implements FifoCommand {}

    /** There is no archive any more. */
    record FailReplays() implements FifoCommand {}

    /** The topic is deleted. */
    record Discard() implements FifoCommand {}
}
