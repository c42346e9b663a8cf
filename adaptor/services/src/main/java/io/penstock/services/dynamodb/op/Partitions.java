package io.penstock.services.dynamodb.op;

import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Talks to the partitions of tables. */
final class Partitions {

    private final Environment environment;

    Partitions(Environment environment) {
        this.environment = environment;
    }

    /** The partition that a place is in. */
    static int of(TableDefinition table, Bytes place) {
        return ItemKey.partition(place, table.placement().partitions());
    }

    CompletableFuture<PartitionReply> submit(TableDefinition table, int partition, PartitionCommand command) {
        return environment
                .machines()
                .submit(PartitionMachine.TYPE, PartitionMachine.id(table.arn(), table.id(), partition), command);
    }

    /** The reply, unless it is one of those that every command may meet. */
    PartitionReply ask(CallContext call, TableDefinition table, int partition, PartitionCommand command)
            throws InterruptedException {
        return checked(Await.reply(call, submit(table, partition, command)));
    }

    /** Throws what every command may meet. */
    static PartitionReply checked(PartitionReply reply) {
        return switch (reply) {
            case PartitionReply.Busy() -> throw DynamoFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with();
            case PartitionReply.Absent() -> throw DynamoFaults.RESOURCE_NOT_FOUND.with();
            case PartitionReply.Conflict() -> throw DynamoFaults.TRANSACTION_CONFLICT.with();
            case PartitionReply.Done _,
                    PartitionReply.Shaped _,
                    PartitionReply.Written _,
                    PartitionReply.Refused _,
                    PartitionReply.WrittenAll _,
                    PartitionReply.Found _,
                    PartitionReply.Page _,
                    PartitionReply.Measured _,
                    PartitionReply.Ready _,
                    PartitionReply.Over _,
                    PartitionReply.NotReady _ -> reply;
        };
    }

    /** Items and bytes of all partitions together; zeros while the table is not usable. */
    PartitionReply.Measured measure(CallContext call, TableDefinition table) throws InterruptedException {
        long items = 0;
        long bytes = 0;
        List<CompletableFuture<PartitionReply>> asked = new ArrayList<>();
        for (int partition = 0;
                table.isUsable() && partition < table.placement().partitions();
                partition++) {
            asked.add(submit(table, partition, new PartitionCommand.Measure()));
        }
        for (CompletableFuture<PartitionReply> one : asked) {
            if (Await.reply(call, one) instanceof PartitionReply.Measured(long someItems, long someBytes)) {
                items += someItems;
                bytes += someBytes;
            }
        }
        return new PartitionReply.Measured(items, bytes);
    }
}
