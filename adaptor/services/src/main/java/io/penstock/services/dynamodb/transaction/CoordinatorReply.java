package io.penstock.services.dynamodb.transaction;

import io.penstock.services.dynamodb.store.Verdicts.Verdict;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import java.util.List;

/** What a coordinator answers. */
public sealed interface CoordinatorReply {

    /** @param below no transaction of the coordinator with a smaller number is open */
    record Begun(long number, long below) implements CoordinatorReply {}

    /** The same was done before. */
    record Repeated(List<TableReads> reads) implements CoordinatorReply {
        public Repeated {
            reads = List.copyOf(reads);
        }
    }

    /** The outcome, known to all partitions. It may be another than the one that was asked for. */
    record Decided(long number, boolean committed) implements CoordinatorReply {}

    /** The transaction was finished long ago: its outcome is not known any more. */
    record Unknown() implements CoordinatorReply {}

    record Told(Verdict verdict) implements CoordinatorReply {}

    /** It is done. */
    record Done() implements CoordinatorReply {}
}
