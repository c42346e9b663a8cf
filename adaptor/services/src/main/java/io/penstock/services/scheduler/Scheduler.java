package io.penstock.services.scheduler;

import io.penstock.kernel.port.Machines;
import io.penstock.services.scheduler.bucket.BucketCompanion;
import io.penstock.services.scheduler.group.GroupCompanion;
import io.penstock.services.scheduler.invocation.ServiceTargets;
import io.penstock.services.scheduler.invocation.TargetRules;
import io.penstock.services.scheduler.invocation.Targets;
import io.penstock.services.scheduler.op.Environment;
import io.penstock.services.scheduler.op.Operations;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.model.ServiceModel;

/**
 * EventBridge Scheduler: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines starts.
 */
public final class Scheduler {

    private final Environment environment;

    private Scheduler(Environment environment) {
        this.environment = environment;
    }

    /**
     * Makes the service and registers its machines.
     *
     * @param calls the services that schedules may invoke
     */
    public static Scheduler create(Machines machines, JsonCalls calls, SchedulerLimits limits) {
        return create(machines, calls, limits, new ServiceTargets(calls));
    }

    /** As {@link #create(Machines, JsonCalls, SchedulerLimits)}, with targets of the caller's choice. */
    static Scheduler create(Machines machines, JsonCalls calls, SchedulerLimits limits, Targets targets) {
        BucketCompanion.register(machines, targets);
        GroupCompanion.register(machines, limits);
        return new Scheduler(new Environment(machines, new TargetRules(calls)));
    }

    /** The operations: all of the API. */
    public ServiceDefinition definition() {
        return Operations.on(ServiceDefinition.of(ServiceModel.load("scheduler")), environment);
    }
}
