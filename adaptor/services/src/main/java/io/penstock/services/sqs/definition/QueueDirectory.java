package io.penstock.services.sqs.definition;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The queues this node knows, read from the catalog and parsed once a version; and how to ask when it does not know one. Thread-safe. */
public final class QueueDirectory {

    /** The kind of queues in the catalog; keys are ARNs. */
    public static final String KIND = "sqs.queue";

    /** No queue's ARN is longer. Callers may give any text that has the form of one, and an owner is not asked for that. */
    private static final int LONGEST_ARN = 256;

    private record Parsed(long version, PublishedQueue queue) {}

    private final Catalog catalog;
    private final Machines machines;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();
    private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

    public QueueDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
        catalog.watch(KIND, this::changed);
    }

    private void changed(Entry entry) {
        if (entry.isDeleted()) {
            parsed.remove(entry.key());
        }
        listeners.getOrDefault(entry.key(), Set.of()).forEach(Runnable::run);
    }

    /** What this node knows of a queue. Never waits, may be milliseconds behind. */
    public Optional<PublishedQueue> find(String arn) {
        return catalog.find(KIND, arn).flatMap(this::parse);
    }

    private Optional<PublishedQueue> parse(Entry entry) {
        if (entry.isDeleted()) {
            parsed.remove(entry.key());
            return Optional.empty();
        }
        Parsed known = parsed.get(entry.key());
        if (known == null || known.version() != entry.version()) {
            known = new Parsed(entry.version(), DefinitionCodecs.PUBLISHED.decode(entry.value()));
            parsed.put(entry.key(), known);
        }
        return Optional.of(known.queue());
    }

    /** Completes when this node knows what was published before the call. */
    public CompletableFuture<Void> caughtUp() {
        return catalog.caughtUp();
    }

    /** All queues this node knows, in no order. */
    public List<PublishedQueue> list() {
        List<PublishedQueue> all = new ArrayList<>();
        catalog.list(KIND).forEach(entry -> parse(entry).ifPresent(all::add));
        return all;
    }

    /** What the owner of the definition says, which is the truth. */
    public CompletableFuture<Optional<PublishedQueue>> ask(String arn) {
        return ask(arn, new DefinitionCommand.Describe());
    }

    /** What the owner of the definition says and has journaled, so that it is no deposed owner. For what cannot be undone. */
    public CompletableFuture<Optional<PublishedQueue>> askFirmly(String arn) {
        return ask(arn, new DefinitionCommand.Affirm());
    }

    private CompletableFuture<Optional<PublishedQueue>> ask(String arn, DefinitionCommand question) {
        return machines.submit(DefinitionMachine.TYPE, DefinitionMachine.id(arn), question)
                .thenApply(reply -> switch (reply) {
                    case DefinitionReply.Known known -> Optional.of(known.published());
                    case DefinitionReply.Absent _ -> Optional.empty();
                    case DefinitionReply.Purging _,
                            DefinitionReply.MoveAccepted _,
                            DefinitionReply.Demanded _,
                            DefinitionReply.Shares _,
                            DefinitionReply.MoveCancelled _,
                            DefinitionReply.Moves _,
                            DefinitionReply.Noted _ ->
                        throw new IllegalStateException("not an answer to Describe: " + reply);
                });
    }

    /** This node's knowledge or, without any, the owner's. */
    public CompletableFuture<Optional<PublishedQueue>> findOrAsk(String arn) {
        if (arn.length() > LONGEST_ARN) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Optional<PublishedQueue> found = find(arn);
        return found.isPresent() ? CompletableFuture.completedFuture(found) : ask(arn);
    }

    /** Calls back, on a thread of the catalog, when the entry of a queue changed; until closed. */
    public Subscription subscribe(String arn, Runnable listener) {
        listeners.computeIfAbsent(arn, key -> ConcurrentHashMap.newKeySet()).add(listener);
        return () -> listeners.computeIfPresent(arn, (key, known) -> {
            known.remove(listener);
            return known.isEmpty() ? null : known;
        });
    }

    /** Ends a {@link #subscribe}. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
