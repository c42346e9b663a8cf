package io.penstock.services.dynamodb.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDirectory;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;

/** ListTables: the tables of the caller's account and Region that this node knows, by name. */
public final class ListTables implements OperationHandler<ListTablesRequest, ListTablesResponse> {

    private static final int PAGE = 100;

    private final TableDirectory directory;

    public ListTables(Environment environment) {
        this.directory = environment.directory();
    }

    @Override
    public ListTablesResponse handle(CallContext call, ListTablesRequest request) {
        String prefix =
                Arn.of("dynamodb", call.region(), call.account(), "table/").toString();
        String after = request.exclusiveStartTableName() == null ? "" : request.exclusiveStartTableName();
        List<String> names = directory.list().stream()
                .filter(table -> table.arn().startsWith(prefix))
                .map(TableDefinition::name)
                .filter(name -> name.compareTo(after) > 0)
                .sorted()
                .toList();
        int limit = request.limit() == null ? PAGE : request.limit();
        ListTablesResponse.Builder response =
                ListTablesResponse.builder().tableNames(names.subList(0, Math.min(limit, names.size())));
        return names.size() > limit
                ? response.lastEvaluatedTableName(names.get(limit - 1)).build()
                : response.build();
    }
}
