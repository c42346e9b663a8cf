package io.penstock.services.scheduler.group;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Machines;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.GroupCommand;
import io.penstock.services.scheduler.schedule.GroupDefinition;
import io.penstock.services.scheduler.schedule.GroupReply;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties the groups that are being deleted: tells every bucket, then the groups that it is done. */
public final class GroupCompanion implements Companion<GroupState, GroupEvent, GroupReply> {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCompanion.class);
    private static final long RETRY_MILLIS = 500;

    private final Self<GroupCommand, GroupReply> self;
    private final Machines machines;
    private volatile boolean closed;

    GroupCompanion(Self<GroupCommand, GroupReply> self, Machines machines) {
        this.self = self;
        this.machines = machines;
    }

    /** Registers groups on a node. */
    public static void register(Machines machines, SchedulerLimits limits) {
        machines.register(new GroupMachine(limits), self -> new GroupCompanion(self, machines));
    }

    @Override
    public void opened(GroupState state) {
        state.groups().values().stream().filter(GroupDefinition::deleting).forEach(this::empty);
    }

    @Override
    public void committed(GroupState state, List<GroupEvent> events) {
        for (GroupEvent event : events) {
            switch (event) {
                case GroupEvent.Changed(GroupDefinition group) -> {
                    if (group.deleting()) {
                        empty(group);
                    }
                }
                case GroupEvent.Gone _ -> {}
            }
        }
    }

    private void empty(GroupDefinition group) {
        // The aggregate's key is scheduler:region:account.
        String[] key = self.id().key().split(":");
        CompletableFuture<?>[] buckets = IntStream.range(0, SchedulePlace.BUCKETS)
                .mapToObj(bucket -> machines.submit(
                        SchedulerCodecs.BUCKETS,
                        SchedulePlace.bucket(key[2], key[1], bucket),
                        new BucketCommand.CloseGroup(group.name(), group.id())))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(buckets)
                .thenCompose(done -> self.submit(new GroupCommand.Emptied(group.name(), group.id())))
                .whenComplete((done, failure) -> {
                    if (failure != null && !closed) {
                        LOG.atWarn()
                                .addKeyValue("group", group.name())
                                .setCause(failure)
                                .log("a schedule group could not be emptied, retrying");
                        CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(() -> again(group));
                    }
                });
    }

    private void again(GroupDefinition group) {
        if (!closed) {
            empty(group);
        }
    }

    @Override
    public void closed() {
        closed = true;
    }
}
