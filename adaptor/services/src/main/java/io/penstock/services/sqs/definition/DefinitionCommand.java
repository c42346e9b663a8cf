package io.penstock.services.sqs.definition;

import io.penstock.services.common.RateShares;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the definition of a queue is asked. The queue is the aggregate's; attributes are checked by {@link AttributeRules} before. */
public sealed interface DefinitionCommand {

    /**
     * Creates the queue, or finds it if it exists with these attributes.
     *
     * @param partitions 0 for the operator's default
     */
    record Create(Map<String, String> attributes, Map<String, String> tags, String topic, int partitions)
            implements DefinitionCommand {}

    /** What is there now. */
    record Describe() implements DefinitionCommand {}

    /** What is there now, by an owner that still is one. */
    record Affirm() implements DefinitionCommand {}

    /** Changes attributes; empty values reset. */
    record SetAttributes(Map<String, String> attributes) implements DefinitionCommand {}

    record Tag(Map<String, String> tags) implements DefinitionCommand {}

    record Untag(List<String> keys) implements DefinitionCommand {}

    /** Adds a statement to the policy. */
    record AddPermission(String label, List<String> accounts, List<String> actions) implements DefinitionCommand {}

    /** Removes a statement from the policy. */
    record RemovePermission(String label) implements DefinitionCommand {}

    record Delete() implements DefinitionCommand {}

    /** Forgets all messages. */
    record Purge() implements DefinitionCommand {}

    /**
     * Starts a move task.
     *
     * @param ends the log's end of each partition now
     * @param toMove what the counters say now
     */
    record StartMove(@Nullable String destinationArn, int perSecond, List<Long> ends, long toMove)
            implements DefinitionCommand {}

    /**
     * From a node that counts the quotas of a FIFO queue: what it would use of them if it were alone.
     *
     * @param id of the creation
     * @param node what the last answer called it; 0 at first
     */
    record Share(String id, long node, List<RateShares.Rates> demand) implements DefinitionCommand {}

    record CancelMove(String taskId) implements DefinitionCommand {}

    /** The queue's tasks, newest first. */
    record ListMoves() implements DefinitionCommand {}

    /** From the companion: the topic of this creation exists. From a node of an earlier version without the topic's id. */
    record TopicReady(String id, int partitions, @Nullable String topicId) implements DefinitionCommand {}

    /** From the companion: what has the name of the topic of this deleted creation, whose topic's id is not known. */
    record RuinReached(String id, int partitions, String topicId) implements DefinitionCommand {}

    /** From the companion: nothing is left of a deleted creation. */
    record RuinRemoved(String id) implements DefinitionCommand {}

    /** From the companion: every partition is purged. */
    record PurgeDone(long number) implements DefinitionCommand {}

    /** From the companion: a step of a task moved so many messages; {@code exhausted} when none is left. */
    record MoveStepDone(String taskId, int moved, boolean exhausted) implements DefinitionCommand {}

    /** From the companion: a task cannot go on. */
    record MoveFailed(String taskId, String reason) implements DefinitionCommand {}

    /** From the host when {@link DefinitionMachine#nextDue} has come. */
    record Due() implements DefinitionCommand {}
}
