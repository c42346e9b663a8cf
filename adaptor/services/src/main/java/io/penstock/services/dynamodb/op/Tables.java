package io.penstock.services.dynamodb.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableMachine;
import io.penstock.services.dynamodb.table.TableReply;
import io.penstock.wire.CallContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

/** Finds the table of a request, and talks to its definition. */
final class Tables {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/([^/]+)(/.*)?");

    private final Environment environment;

    Tables(Environment environment) {
        this.environment = environment;
    }

    /** The ARN of a table that a request names, by its name or its ARN. */
    static Arn arn(CallContext call, String nameOrArn) {
        String name = nameOrArn;
        if (nameOrArn.startsWith("arn:")) {
            var arn = ARN.matcher(nameOrArn);
            if (!arn.matches()) {
                throw DynamoFaults.validation("Invalid table ARN: " + nameOrArn);
            }
            name = arn.group(1);
            Arn own = Arn.of("dynamodb", call.region(), call.account(), "table/" + name);
            if (arn.group(2) != null || !own.toString().equals(nameOrArn)) {
                throw DynamoFaults.RESOURCE_NOT_FOUND.with();
            }
            return own;
        }
        checkName(name);
        return Arn.of("dynamodb", call.region(), call.account(), "table/" + name);
    }

    /** @throws io.penstock.kernel.fault.FaultException {@code ValidationException} when no table can have this name */
    static void checkName(String name) {
        if (name.length() < 3 || name.length() > 255) {
            throw DynamoFaults.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
        if (!NAME.matcher(name).matches()) {
            throw DynamoFaults.validation("1 validation error detected: Value '" + name
                    + "' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "[a-zA-Z0-9_.-]+");
        }
    }

    /** The table whose items a request reads or writes. */
    TableDefinition usable(CallContext call, String nameOrArn) throws InterruptedException {
        String arn = arn(call, nameOrArn).toString();
        Optional<TableDefinition> known = environment.directory().find(arn);
        if (known.filter(TableDefinition::isUsable).isEmpty()) {
            known = Await.reply(call, environment.directory().ask(arn));
        }
        return known.filter(TableDefinition::isUsable).orElseThrow(DynamoFaults.RESOURCE_NOT_FOUND::with);
    }

    /**
     * The table whose items a request changes. Sizes of item collections are not kept, so that who asks for them is refused, instead of left to think there were none.
     */
    TableDefinition changeable(CallContext call, String nameOrArn, @Nullable ReturnItemCollectionMetrics metrics)
            throws InterruptedException {
        TableDefinition table = usable(call, nameOrArn);
        if (metrics == ReturnItemCollectionMetrics.SIZE
                && table.indexes().stream().anyMatch(index -> !index.global())) {
            throw DynamoFaults.validation(
                    "ReturnItemCollectionMetrics is not supported for tables with local secondary indexes");
        }
        return table;
    }

    /** What the owner of the definition says. */
    TableDefinition current(CallContext call, String nameOrArn) throws InterruptedException {
        Arn arn = arn(call, nameOrArn);
        return Await.reply(call, environment.directory().ask(arn.toString()))
                .orElseThrow(() -> DynamoFaults.TABLE_NOT_FOUND.with(name(arn)));
    }

    /** The table of an ARN, for operations on tags. */
    TableDefinition tagged(CallContext call, String arn) throws InterruptedException {
        if (!arn.startsWith("arn:")) {
            throw DynamoFaults.validation("Invalid TableArn: Invalid ResourceArn provided as input " + arn);
        }
        return Await.reply(call, environment.directory().ask(arn(call, arn).toString()))
                .orElseThrow(() -> DynamoFaults.ARN_NOT_FOUND.with(arn));
    }

    static String name(Arn table) {
        return table.resource().substring(table.resource().indexOf('/') + 1);
    }

    /** Sends a command to the definition of a table. */
    TableDefinition submit(CallContext call, String arn, TableCommand command) throws InterruptedException {
        TableReply reply =
                Await.reply(call, environment.machines().submit(TableMachine.TYPE, TableMachine.id(arn), command));
        return switch (reply) {
            case TableReply.Known(TableDefinition table, long _) -> table;
            case TableReply.Absent _ -> throw new IllegalStateException("no answer to a change: " + reply);
        };
    }
}
