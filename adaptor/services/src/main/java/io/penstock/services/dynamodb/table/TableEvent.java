package io.penstock.services.dynamodb.table;

/** What happened to a name. Journaled: never change a component's name or meaning. */
public sealed interface TableEvent {

    /** The table is now so. */
    record Defined(TableDefinition table, long version) implements TableEvent {}

    /** There is no table any more. */
    record Gone(long version, long atMillis) implements TableEvent {}

    /** Nothing is left to remember of the name. */
    record Forgotten() implements TableEvent {}
}
