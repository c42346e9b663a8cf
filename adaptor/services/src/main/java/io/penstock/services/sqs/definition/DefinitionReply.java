package io.penstock.services.sqs.definition;

import io.penstock.services.common.RateShares;
import java.util.List;

/** Answers of a definition. */
public sealed interface DefinitionReply {

    /** The queue, as it is after the command. Released when this is published. */
    record Known(PublishedQueue published, long version) implements DefinitionReply {}

    /** There is no such queue. After a deletion: released when this is published. */
    record Absent(long version) implements DefinitionReply {}

    /** The purge has that number. Released when it is done. */
    record Purging(long number) implements DefinitionReply {}

    record MoveAccepted(String taskId) implements DefinitionReply {}

    /** A cancelled task had moved so many. */
    record MoveCancelled(long moved) implements DefinitionReply {}

    record Moves(List<MoveTask> tasks) implements DefinitionReply {
        public Moves {
            tasks = List.copyOf(tasks);
        }
    }

    /** {@link DefinitionCommand.Share} on its way to the owner's {@link RateShares}: no caller sees it. */
    record Demanded(long node, long atMillis, List<RateShares.Rates> demand) implements DefinitionReply {

        /** What takes its place. */
        public Shares shared(RateShares shares) {
            return new Shares(node, shares.share(node, atMillis, demand));
        }
    }

    /**
     * What a node may use of quotas, for {@link RateShares#LEASE_MILLIS} from when it asked.
     *
     * @param node the name to ask with from now on
     */
    record Shares(long node, List<RateShares.Rates> shares) implements DefinitionReply {}

    /** The companion's news were taken, or what was asked about is not there any more. */
    record Noted() implements DefinitionReply {}
}
