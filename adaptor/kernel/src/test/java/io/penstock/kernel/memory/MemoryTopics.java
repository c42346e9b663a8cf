package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Topics in memory. Outlive crashes. */
public final class MemoryTopics implements Topics {

    private static final int DEFAULT_PARTITIONS = 1;

    /** Kafka's rule for names. */
    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private record Made(String id, List<MemoryPartition> partitions, Map<String, String> configs) {
        Topic topic() {
            return new Topic(id, partitions.size());
        }
    }

    private final EventLoop loop;
    private final Map<String, Made> topics = new TreeMap<>();
    private final List<Runnable> whenDeleted = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private boolean refusesGrowth;

    MemoryTopics(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public CompletableFuture<Topic> ensure(Spec spec) {
        return onLoop(() -> {
            if (!LEGAL.matcher(spec.name()).matches()) {
                throw new IllegalArgumentException("not a legal topic name: " + spec.name());
            }
            return create(spec).topic();
        });
    }

    @Override
    public CompletableFuture<Optional<Topic>> find(String name) {
        return onLoop(() -> {
            synchronized (this) {
                return Optional.ofNullable(topics.get(name)).map(Made::topic);
            }
        });
    }

    @Override
    public CompletableFuture<Integer> grow(String name, int partitions) {
        return onLoop(() -> {
            synchronized (this) {
                Made present = topics.get(name);
                if (present == null) {
                    throw CommonFaults.UNAVAILABLE.with();
                }
                if (present.partitions().size() < partitions && refusesGrowth) {
                    throw new Refused("no more partitions");
                }
                List<MemoryPartition> more = new ArrayList<>(present.partitions());
                while (more.size() < partitions) {
                    more.add(new MemoryPartition());
                }
                topics.put(name, new Made(present.id(), List.copyOf(more), present.configs()));
                return more.size();
            }
        });
    }

    @Override
    public CompletableFuture<Void> configure(String name, Map<String, String> configs) {
        return onLoop(() -> {
                    synchronized (this) {
                        Made topic = topics.get(name);
                        if (topic == null) {
                            throw new IllegalStateException("no such topic: " + name);
                        }
                        topic.configs().putAll(configs);
                    }
                })
                .thenApply(nothing -> null);
    }

    @Override
    public CompletableFuture<Void> delete(String name, String id) {
        return onLoop(() -> {
            List<Runnable> watchers;
            synchronized (this) {
                topics.computeIfPresent(name, (key, topic) -> topic.id().equals(id) ? null : topic);
                watchers = List.copyOf(whenDeleted);
            }
            watchers.forEach(Runnable::run);
        });
    }

    /** From now on topics get no more partitions, as under a policy of a cluster; or do again. */
    public synchronized void refuseGrowth(boolean refuses) {
        refusesGrowth = refuses;
    }

    /** How many topics there have been. */
    int made() {
        return made.get();
    }

    /** The names of all topics, sorted. */
    public synchronized Set<String> names() {
        return Set.copyOf(topics.keySet());
    }

    /** A topic's configuration as created and changed. */
    public synchronized Map<String, String> configs(String name) {
        Made topic = topics.get(name);
        return topic == null ? Map.of() : Map.copyOf(topic.configs());
    }

    /** Leaves offsets unused, as transaction markers and compaction do. */
    public void skipOffsets(TopicPartition partition, int offsets) {
        partition(partition).orElseThrow().skip(offsets);
    }

    synchronized Optional<MemoryPartition> partition(TopicPartition partition) {
        Made topic = topics.get(partition.topic());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? Optional.empty()
                : Optional.of(topic.partitions().get(partition.partition()));
    }

    /** Calls back on the loop whenever a topic was deleted. */
    synchronized void onDelete(Runnable watcher) {
        whenDeleted.add(watcher);
    }

    private synchronized Made create(Spec spec) {
        return topics.computeIfAbsent(spec.name(), name -> {
            List<MemoryPartition> partitions = new ArrayList<>();
            int count = spec.partitions() == 0 ? DEFAULT_PARTITIONS : spec.partitions();
            for (int i = 0; i < count; i++) {
                partitions.add(new MemoryPartition());
            }
            return new Made("topic-" + made.incrementAndGet(), List.copyOf(partitions), new HashMap<>(spec.configs()));
        });
    }

    private CompletableFuture<Void> onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private <T> CompletableFuture<T> onLoop(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
