package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** What batch operations have in common. Entries fail one by one inside a successful call. */
final class Batch {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private Batch() {}

    /** Refuses a batch as a whole: empty, too long, or with ids that are no ids or not distinct. */
    static <T> void check(List<T> entries, String action, Function<T, @Nullable String> idOf) {
        if (entries.isEmpty()) {
            throw SqsFaults.EMPTY_BATCH_REQUEST.with(action);
        }
        if (entries.size() > SqsLimits.BATCH_ENTRIES) {
            throw SqsFaults.TOO_MANY_ENTRIES.with(SqsLimits.BATCH_ENTRIES, entries.size());
        }
        Set<String> ids = new HashSet<>();
        for (T entry : entries) {
            String id = idOf.apply(entry);
            if (id == null || !ID.matcher(id).matches()) {
                throw SqsFaults.INVALID_BATCH_ENTRY_ID.with();
            }
            if (!ids.add(id)) {
                throw SqsFaults.BATCH_ENTRY_IDS_NOT_DISTINCT.with(id);
            }
        }
    }

    /** Waits for all entries, once; answers the fault of each, or null. Defects fail the whole call. */
    static List<@Nullable FaultException> outcomes(List<? extends CompletableFuture<?>> entries)
            throws InterruptedException {
        CompletableFuture<Void> all = CompletableFuture.allOf(entries.toArray(CompletableFuture<?>[]::new));
        Await.reply(all.exceptionally(failure -> null));
        List<@Nullable FaultException> faults = new ArrayList<>(entries.size());
        for (CompletableFuture<?> entry : entries) {
            faults.add(entry.isCompletedExceptionally() ? fault(entry) : null);
        }
        return faults;
    }

    private static FaultException fault(CompletableFuture<?> entry) {
        RuntimeException failure = Await.unwrapped(entry.exceptionNow());
        if (failure instanceof FaultException fault) {
            return fault;
        }
        throw failure;
    }

    /** Null instead of an empty list: SQS leaves a list of results without entries out, and clients test for its presence. */
    static <T> @Nullable List<T> orAbsent(List<T> results) {
        return results.isEmpty() ? null : results;
    }

    /** An entry of {@code Failed}. */
    static BatchResultErrorEntry failed(String id, FaultException fault) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(fault.fault().queryCode())
                .message(fault.getMessage())
                .senderFault(fault.fault().blame() == Fault.Blame.SENDER)
                .build();
    }
}
