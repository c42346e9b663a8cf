package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Decision;

/**
 * Makes answers linearizable that change nothing. A deposed owner that does not know it could give them from its old state; where there can be one, such an answer
 * waits for the acknowledgement of a record that says nothing.
 *
 * @param needed whether another node may own the shard
 */
record Fence(boolean needed) {

    Decision<PartitionEvent, PartitionReply> answer(PartitionReply reply) {
        return needed ? Decision.journal(new PartitionEvent.Fenced(), reply) : Decision.reply(reply);
    }
}
