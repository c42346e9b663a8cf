package io.penstock.services.dynamodb.table;

/** Answers of a definition. */
public sealed interface TableReply {

    /** The table, as it is after the command. Released when this is published. */
    record Known(TableDefinition table, long version) implements TableReply {}

    /** There is no such table. */
    record Absent(long version) implements TableReply {}
}
