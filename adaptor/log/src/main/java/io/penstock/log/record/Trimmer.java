package io.penstock.log.record;

import io.penstock.log.client.Futures;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Deletes records before an offset. At most one call per partition is under way; what is asked meanwhile becomes one further call. */
public final class Trimmer {

    private final Admin admin;
    private final Map<TopicPartition, Trim> running = new HashMap<>();

    private static final class Trim {
        private long next = -1;
        private CompletableFuture<Void> followers = new CompletableFuture<>();
    }

    public Trimmer(Admin admin) {
        this.admin = admin;
    }

    /** Completes when nothing before the offset can be read any more. */
    public CompletableFuture<Void> trim(TopicPartition partition, long before) {
        synchronized (running) {
            Trim trim = running.get(partition);
            if (trim != null) {
                trim.next = Math.max(trim.next, before);
                return trim.followers;
            }
            running.put(partition, new Trim());
        }
        return call(partition, before);
    }

    private CompletableFuture<Void> call(TopicPartition partition, long before) {
        KafkaFuture<DeletedRecords> deleted = admin.deleteRecords(
                        Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .lowWatermarks()
                .get(partition);
        if (deleted == null) {
            throw new IllegalStateException("the admin client did not answer for " + partition);
        }
        return Futures.of(deleted)
                .whenComplete((done, error) -> next(partition))
                .thenApply(done -> null);
    }

    private void next(TopicPartition partition) {
        Trim trim;
        synchronized (running) {
            trim = running.remove(partition);
            if (trim == null || trim.next < 0) {
                return;
            }
            running.put(partition, new Trim());
        }
        CompletableFuture<Void> followers = trim.followers;
        call(partition, trim.next).whenComplete((done, error) -> settle(followers, error));
    }

    private static void settle(CompletableFuture<Void> followers, @Nullable Throwable error) {
        if (error == null) {
            followers.complete(null);
        } else {
            followers.completeExceptionally(Futures.cause(error));
        }
    }
}
