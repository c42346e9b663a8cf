package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One node's view of all aggregates. A world has one node, until {@link MemoryWorld#depose} makes another. */
public final class MemoryMachines implements Machines, MemoryShard.Host {

    private final MemoryWorld world;
    private final Map<String, Registration<?, ?, ?, ?>> kinds = new ConcurrentHashMap<>();
    private final Map<Integer, MemoryShard> owned = new ConcurrentHashMap<>();

    MemoryMachines(MemoryWorld world) {
        this.world = world;
    }

    MemoryMachines(MemoryMachines peer) {
        this.world = peer.world;
        kinds.putAll(peer.kinds);
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        kinds.put(machine.type().name(), new Registration<>(machine, companions));
    }

    @Override
    public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        if (!world.options().channel()) {
            route(type, id, command, answer);
            return answer;
        }
        CompletableFuture<R> atOwner = new CompletableFuture<>();
        C received;
        try {
            received = throughBytes(type.commands(), command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(world.asFault(e));
        }
        atOwner.whenComplete((reply, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            try {
                answer.complete(throughBytes(type.replies(), reply));
            } catch (RuntimeException e) {
                answer.completeExceptionally(world.asFault(e));
            }
        });
        answer.whenComplete((reply, failure) -> {
            if (answer.isCancelled()) {
                atOwner.cancel(false);
            }
        });
        route(type, id, received, atOwner);
        return answer;
    }

    private static <T> T throughBytes(Codec<T> codec, T value) {
        return codec.decode(codec.encode(value));
    }

    @SuppressWarnings("unchecked") // a type's name is bound to one machine
    private <C, R> void route(MachineType<C, R> type, AggregateId id, C command, CompletableFuture<R> answer) {
        MemoryMachines target = owned.containsKey(shardOf(id)) ? this : world.owner(shardOf(id));
        Registration<?, C, ?, R> kind = (Registration<?, C, ?, R>) target.kinds.get(type.name());
        if (kind == null) {
            throw new IllegalStateException("no machine is registered as " + type);
        }
        if (!target.owned.containsKey(shardOf(id))) {
            // Waits for the loop, so that nobody who comes later gets in front.
            world.loop().onLoop(() -> target.open(shardOf(id)));
        }
        MemoryShard shard = target.owned.get(shardOf(id));
        if (shard == null) {
            answer.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        } else {
            shard.offer(kind, id, command, answer, false);
        }
    }

    int shardOf(AggregateId id) {
        return id.shard(world.options().shards());
    }

    /** Becomes the owner of a shard, if it can be replayed. On the loop. */
    Optional<MemoryShard> open(int shard) {
        MemoryShard known = owned.get(shard);
        if (known != null) {
            return Optional.of(known);
        }
        ShardStore store = world.store(shard);
        store.journal.append(
                MemoryWorld.record(new JournalRecord.Epoch()), world.clock().millis());
        try {
            MemoryShard opened = new MemoryShard(this, store, store.replay(this::kind));
            owned.put(shard, opened);
            return Optional.of(opened);
        } catch (RuntimeException e) {
            world.defect(e);
            return Optional.empty();
        }
    }

    /** Loses everything in memory. On the loop. */
    void crash() {
        List<MemoryShard> lost = new ArrayList<>(owned.values());
        owned.clear();
        lost.forEach(shard -> shard.stop(false));
    }

    /** Gives all shards up in order, except one. On the loop. */
    void leaveAllBut(int kept) {
        for (int number : List.copyOf(owned.keySet())) {
            if (number != kept) {
                MemoryShard left = owned.remove(number);
                if (left != null) {
                    left.stop(true);
                }
            }
        }
    }

    @Override
    public MemoryWorld world() {
        return world;
    }

    @Override
    public void stopped(MemoryShard shard) {
        for (int number : List.copyOf(owned.keySet())) {
            if (owned.remove(number, shard)) {
                world.loop().execute(() -> {
                    if (world.owner(number) == this) {
                        open(number);
                    }
                });
            }
        }
    }

    Registration<?, ?, ?, ?> kind(String name) {
        Registration<?, ?, ?, ?> kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalStateException("no machine is registered as " + name);
        }
        return kind;
    }

    Optional<MemoryShard> owned(int shard) {
        return Optional.ofNullable(owned.get(shard));
    }

    int parked() {
        return owned.values().stream().mapToInt(MemoryShard::parked).sum();
    }
}
