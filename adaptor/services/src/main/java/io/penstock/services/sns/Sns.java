package io.penstock.services.sns;

import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.TransitTopic;
import io.penstock.services.sns.fifo.FifoCompanion;
import io.penstock.services.sns.fifo.FifoTopics;
import io.penstock.services.sns.fifo.Router;
import io.penstock.services.sns.message.Confirmations;
import io.penstock.services.sns.message.Publications;
import io.penstock.services.sns.op.Environment;
import io.penstock.services.sns.op.Operations;
import io.penstock.services.sns.rules.PolicyCheck;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.signing.SigningKeys;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicCompanion;
import io.penstock.services.sns.topic.TopicDirectory;
import io.penstock.services.sns.topic.TopicMachine;
import io.penstock.wire.CallRates;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Amazon SNS: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines starts. */
public final class Sns {

    /** What SNS needs of the world. */
    public record Ports(Machines machines, RecordLog log, Topics topics, Catalog catalog, Outside outside) {}

    /**
     * Endpoints outside.
     *
     * @param mails whether somebody can send mails
     */
    public record Outside(DeliveryLog deliveries, boolean mails) {}

    /**
     * What the fan-out can match.
     *
     * @param policies whether it takes a filter policy
     * @param tooLong whether a body has longer lists than it holds against policies on bodies
     * @param router what messages of FIFO topics are for their subscriptions
     */
    public record Matching(PolicyCheck policies, Predicate<String> tooLong, Router router) {}

    /**
     * Time and chance.
     *
     * @param random safe for use by many threads
     */
    public record Chance(InstantSource clock, RandomGenerator random) {}

    private final Environment environment;
    private final Catalog catalog;

    private Sns(Environment environment, Catalog catalog) {
        this.environment = environment;
        this.catalog = catalog;
    }

    /** Makes the service and registers its machines. */
    public static Sns create(Ports ports, Matching matching, Chance chance, SnsLimits limits) {
        TopicCompanion.register(
                ports.machines(),
                new TopicMachine(matching.policies(), limits.topicPolicies()),
                ports.catalog(),
                ports.topics());
        TransitTopic publications = Publications.of(ports.topics(), ports.log(), chance.random());
        SigningKeys keys = SigningKeys.register(ports.machines(), ports.catalog(), chance.clock());
        Confirmations confirmations = new Confirmations(ports.outside().deliveries(), keys, chance.clock());
        TopicDirectory directory = new TopicDirectory(ports.catalog(), ports.machines());
        FifoCompanion.Surroundings around =
                new FifoCompanion.Surroundings(directory, ports.log(), matching.router(), chance.clock());
        FifoCompanion.register(ports.machines(), around);
        FifoTopics fifo = new FifoTopics(ports.machines(), ports.log(), chance.clock());
        return new Sns(
                new Environment(
                        limits,
                        new CallRates(
                                limits.rates(), chance.clock(), (operation, call) -> CommonFaults.THROTTLED.with()),
                        directory,
                        keys,
                        publications,
                        confirmations,
                        new Environment.Fifo(fifo, ports.topics(), ports.log()),
                        ports.outside().mails(),
                        matching.tooLong(),
                        chance.clock(),
                        chance.random()),
                ports.catalog());
    }

    /** The operations that are served. */
    public ServiceDefinition definition() {
        return Operations.on(ServiceDefinition.of(ServiceModel.load("sns")).withoutConstraintChecks(), environment);
    }

    /**
     * Calls back, once or more often, when this node knows of a standard topic: from then on somebody must deliver. FIFO topics deliver by themselves, and have not
     * made the topic of publications.
     */
    public void onTopic(Runnable callback) {
        catalog.watch(TopicDirectory.TOPICS, entry -> {
            if (!entry.isDeleted() && !FifoLog.isFifo(entry.key())) {
                callback.run();
            }
        });
    }

    /** The certificate of that file name, in PEM, by which clients check signatures. */
    public Optional<String> certificate(String name) {
        return environment.keys().certificate(name);
    }
}
