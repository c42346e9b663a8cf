package io.penstock.services.dynamodb.table;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.common.JsonRecords;

/** How definitions of tables are kept. */
final class TableCodecs {

    static final Codec<TableCommand> COMMANDS = JsonRecords.sealed(TableCommand.class);
    static final Codec<TableReply> REPLIES = JsonRecords.sealed(TableReply.class);
    static final Codec<TableEvent> EVENTS = JsonRecords.sealed(TableEvent.class);
    static final Codec<TableState> STATES = JsonRecords.of(TableState.class);
    static final Codec<TableDefinition> PUBLISHED = JsonRecords.of(TableDefinition.class);

    private TableCodecs() {}
}
