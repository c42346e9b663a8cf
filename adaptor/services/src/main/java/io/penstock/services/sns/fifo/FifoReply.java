package io.penstock.services.sns.fifo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log of a FIFO topic answers. */
public sealed interface FifoReply {

    record Done() implements FifoReply {}

    /** Not opened yet. */
    record Closed() implements FifoReply {}

    /** @param originals one for each record that was asked for: its own offset, or the one that it duplicates; empty when nothing is known */
    record Verdicts(List<Long> originals) implements FifoReply {}

    record Found(List<Long> duplicates) implements FifoReply {}

    /** @param replay null when there is none */
    record Replaying(@Nullable Replay replay) implements FifoReply {}
}
