package io.penstock.services.scheduler.op;

import io.penstock.kernel.port.Machines;
import io.penstock.services.common.Await;
import io.penstock.services.scheduler.invocation.TargetRules;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.BucketReply;
import io.penstock.services.scheduler.schedule.GroupCommand;
import io.penstock.services.scheduler.schedule.GroupDefinition;
import io.penstock.services.scheduler.schedule.GroupReply;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallRates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What operations work with. */
public record Environment(Machines machines, TargetRules targets, CallRates rates) {

    static final int PAGE = 100;

    static SchedulePlace place(CallContext call, @Nullable String group, String name) {
        return SchedulePlace.of(
                call.account(), call.region(), group == null ? SchedulePlace.DEFAULT_GROUP : group, name);
    }

    BucketReply ask(CallContext call, SchedulePlace place, BucketCommand command) throws InterruptedException {
        return Await.reply(call, machines.submit(SchedulerCodecs.BUCKETS, place.bucket(), command));
    }

    /** The schedule that a command leaves or finds. */
    ScheduleDefinition schedule(CallContext call, SchedulePlace place, BucketCommand command)
            throws InterruptedException {
        return switch (ask(call, place, command)) {
            case BucketReply.Known(ScheduleDefinition schedule) -> schedule;
            case BucketReply.Listed _, BucketReply.Noted _ ->
                throw new IllegalStateException("no schedule answers " + command);
        };
    }

    GroupReply ask(CallContext call, GroupCommand command) throws InterruptedException {
        return Await.reply(
                call,
                machines.submit(
                        SchedulerCodecs.GROUPS,
                        SchedulePlace.groups(
                                call.account().value(), call.region().value()),
                        command));
    }

    GroupDefinition group(CallContext call, GroupCommand command) throws InterruptedException {
        return switch (ask(call, command)) {
            case GroupReply.Known(GroupDefinition group) -> group;
            case GroupReply.Listed _, GroupReply.Noted _ ->
                throw new IllegalStateException("no group answers " + command);
        };
    }

    /** Asks all buckets, and puts their schedules in order. */
    List<ScheduleDefinition> page(CallContext call, BucketCommand.Page page) throws InterruptedException {
        List<CompletableFuture<BucketReply>> replies = new ArrayList<>();
        for (int bucket = 0; bucket < SchedulePlace.BUCKETS; bucket++) {
            replies.add(machines.submit(
                    SchedulerCodecs.BUCKETS,
                    SchedulePlace.bucket(call.account().value(), call.region().value(), bucket),
                    page));
        }
        List<ScheduleDefinition> found = new ArrayList<>();
        for (CompletableFuture<BucketReply> reply : replies) {
            if (Await.reply(call, reply) instanceof BucketReply.Listed(List<ScheduleDefinition> schedules)) {
                found.addAll(schedules);
            }
        }
        found.sort(Comparator.comparing(schedule -> schedule.place().key()));
        return found;
    }
}
