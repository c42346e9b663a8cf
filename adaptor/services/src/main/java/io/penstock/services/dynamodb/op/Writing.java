package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Writes one item. */
final class Writing {

    private final Partitions partitions;

    Writing(Environment environment) {
        this.partitions = new Partitions(environment);
    }

    PartitionReply.Written write(
            CallContext call,
            TableDefinition table,
            Action action,
            @Nullable ReturnValuesOnConditionCheckFailure onFailure)
            throws InterruptedException {
        PartitionReply reply =
                partitions.ask(call, table, Partitions.of(table, action.place()), new PartitionCommand.Write(action));
        if (reply instanceof PartitionReply.Refused(Item present)) {
            if (onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD) {
                throw DynamoFaults.conditionalCheckFailed(SdkValues.toSdk(present));
            }
            throw DynamoFaults.CONDITIONAL_CHECK_FAILED.with();
        }
        if (reply instanceof PartitionReply.Written written) {
            return written;
        }
        throw new IllegalStateException("no answer to a write: " + reply);
    }

    /** @throws io.penstock.kernel.fault.FaultException for what puts and deletes cannot return */
    static void checkReturnsOld(@Nullable ReturnValue wanted) {
        if (wanted != null && wanted != ReturnValue.NONE && wanted != ReturnValue.ALL_OLD) {
            throw DynamoFaults.validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    /** The item before, if the caller wants it and there was one. */
    static @Nullable Map<String, AttributeValue> old(@Nullable ReturnValue wanted, Item before) {
        return wanted == ReturnValue.ALL_OLD && !before.isEmpty() ? SdkValues.toSdk(before) : null;
    }
}
