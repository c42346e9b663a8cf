package io.penstock.services.sqs.definition;

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

    /** The companion's news were taken. */
    record Noted() implements DefinitionReply {}
}
