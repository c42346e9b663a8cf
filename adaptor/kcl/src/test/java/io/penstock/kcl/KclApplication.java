package io.penstock.kcl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * A worker of the KCL: {@code stream application worker polling|fan-out}. It knows of no server: the SDK has endpoint, Region and credentials from the environment. Shorter
 * intervals than the KCL's apart, it is what the KCL's documentation tells people to write. It uses nothing that KCL 2 does not have, except in {@link Kcl3}.
 */
final class KclApplication {

    /** A worker that is silent for so long loses its leases. */
    static final long FAILOVER_MILLIS = 4_000;

    private static final long READ_EVERY_MILLIS = 200;
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final long SYNC_EVERY_MILLIS = 2_000;

    private KclApplication() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        String stream = args[0];
        String application = args[1];
        KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(KinesisAsyncClient.builder());
        ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(
                        stream,
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                application,
                kinesis,
                DynamoDbAsyncClient.create(),
                CloudWatchAsyncClient.create(),
                args[2],
                Teller::new);
        RetrievalSpecificConfig retrieval = args[3].equals("fan-out")
                ? new FanOutConfig(kinesis).streamName(stream).applicationName(application)
                : new PollingConfig(stream, kinesis).idleTimeBetweenReadsInMillis(READ_EVERY_MILLIS);
        Scheduler scheduler = scheduler(configs, configs.retrievalConfig().retrievalSpecificConfig(retrieval));
        Thread.ofPlatform().name("scheduler").start(scheduler);
        Teller.tell("began");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if ("stop".equals(orders.readLine())) {
            Teller.tell("stopped", scheduler.startGracefulShutdown().get());
        }
        System.exit(0);
    }

    private static Scheduler scheduler(ConfigsBuilder configs, RetrievalConfig retrieval) {
        CoordinatorConfig coordinator = configs.coordinatorConfig()
                .parentShardPollIntervalMillis(LOOK_EVERY_MILLIS)
                .shardConsumerDispatchPollIntervalMillis(LOOK_EVERY_MILLIS);
        LeaseManagementConfig leases = configs.leaseManagementConfig()
                .failoverTimeMillis(FAILOVER_MILLIS)
                .shardSyncIntervalMillis(SYNC_EVERY_MILLIS)
                .leasesRecoveryAuditorExecutionFrequencyMillis(SYNC_EVERY_MILLIS);
        LifecycleConfig lifecycle = configs.lifecycleConfig().taskBackoffTimeMillis(LOOK_EVERY_MILLIS);
        if (Kcl3.isHere()) {
            Kcl3.tune(leases);
        }
        return new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                lifecycle,
                configs.metricsConfig().metricsLevel(MetricsLevel.NONE),
                configs.processorConfig(),
                retrieval);
    }
}
