package io.penstock.services.kinesis.stream;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The streams this node knows, read from the catalog and parsed once a version; and how to ask when it does not know one. Thread-safe. */
public final class StreamDirectory {

    /** The kind of streams in the catalog; keys are ARNs. */
    public static final String KIND = "kinesis.stream";

    /** A stream, and the way from keys to its shards. */
    public record View(StreamDefinition stream, ShardRouting routing) {
        static View of(StreamDefinition stream) {
            return new View(stream, ShardRouting.of(stream));
        }
    }

    private record Parsed(long version, @Nullable View view) {}

    private record Waiter(long version, CompletableFuture<Optional<View>> future) {}

    private final Catalog catalog;
    private final Machines machines;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();
    private final Map<String, List<Waiter>> waiters = new ConcurrentHashMap<>();

    public StreamDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
        catalog.watch(KIND, this::changed);
    }

    /** The aggregate of a stream. */
    public static AggregateId aggregate(String arn) {
        return new AggregateId(arn);
    }

    /** What this node knows of a stream. Never waits, may be milliseconds behind. */
    public Optional<View> find(String arn) {
        return catalog.find(KIND, arn).flatMap(this::parse);
    }

    private Optional<View> parse(Entry entry) {
        Parsed known = parsed.get(entry.key());
        if (known == null || known.version() != entry.version()) {
            known = new Parsed(
                    entry.version(),
                    entry.isDeleted() ? null : View.of(StreamCodecs.DEFINITIONS.decode(entry.value())));
            parsed.put(entry.key(), known);
        }
        return Optional.ofNullable(known.view());
    }

    /** All streams this node knows, in no order. */
    public List<StreamDefinition> list() {
        List<StreamDefinition> all = new ArrayList<>();
        catalog.list(KIND).forEach(entry -> parse(entry).ifPresent(view -> all.add(view.stream())));
        return all;
    }

    /** What the owner of the stream says, which is the truth. */
    public CompletableFuture<Optional<View>> ask(String arn) {
        return machines.submit(StreamCodecs.STREAMS, aggregate(arn), new StreamCommand.Describe())
                .thenApply(reply -> switch (reply) {
                    case StreamReply.Known(StreamDefinition stream) -> Optional.of(View.of(stream));
                    case StreamReply.Absent _ -> Optional.empty();
                    case StreamReply.Grants _,
                            StreamReply.Subscribed _,
                            StreamReply.Demanded _,
                            StreamReply.Shares _,
                            StreamReply.Noted _ ->
                        throw new IllegalStateException("not an answer to Describe: " + reply);
                });
    }

    /** This node's knowledge or, without any, the owner's. */
    public CompletableFuture<Optional<View>> findOrAsk(String arn) {
        Optional<View> found = find(arn);
        return found.isPresent() ? CompletableFuture.completedFuture(found) : ask(arn);
    }

    /**
     * Completes when this node knows this version of a stream or a later one; with nothing when the stream is deleted by then. Has no deadline of its own; cancelling is
     * harmless.
     */
    public CompletableFuture<Optional<View>> atLeast(String arn, long version) {
        CompletableFuture<Optional<View>> future = new CompletableFuture<>();
        Waiter waiter = new Waiter(version, future);
        waiters.compute(arn, (key, others) -> {
            List<Waiter> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.removeIf(other -> other.future().isDone());
            all.add(waiter);
            return all;
        });
        catalog.find(KIND, arn).ifPresent(this::changed);
        return future;
    }

    private void changed(Entry entry) {
        List<Waiter> waiting = waiters.get(entry.key());
        if (waiting == null) {
            return;
        }
        List<Waiter> due = waiting.stream()
                .filter(waiter -> waiter.version() <= entry.version())
                .toList();
        if (due.isEmpty()) {
            return;
        }
        waiters.computeIfPresent(entry.key(), (key, all) -> {
            List<Waiter> left = new ArrayList<>(all);
            left.removeAll(due);
            return left.isEmpty() ? null : left;
        });
        Optional<View> view = parse(entry);
        due.forEach(waiter -> waiter.future().completeAsync(() -> view));
    }
}
