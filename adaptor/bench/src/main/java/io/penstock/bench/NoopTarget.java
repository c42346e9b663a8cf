package io.penstock.bench;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.server.edge.Edge;
import io.penstock.server.edge.Pipeline;
import io.penstock.server.edge.Refusals;
import io.penstock.server.edge.Stages;
import io.penstock.server.logging.Logging;
import io.penstock.server.manage.CallRecorder;
import io.penstock.server.manage.Metrics;
import io.penstock.server.settings.Settings;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.dispatch.WireDispatcher;
import io.penstock.wire.model.ServiceModel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The same edge and codecs, and a SendMessage that does nothing: what HTTP, decoding, encoding and metrics cost by themselves. */
final class NoopTarget {

    private NoopTarget() {}

    public static void main(String[] arguments) throws InterruptedException {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        ServiceDefinition sqs = ServiceDefinition.of(ServiceModel.load("sqs"))
                .withoutConstraintChecks()
                .on(
                        "CreateQueue",
                        CreateQueueRequest.class,
                        (context, request) -> CreateQueueResponse.builder()
                                .queueUrl(context.baseUrl() + "/000000000000/" + request.queueName())
                                .build())
                .on(
                        "SendMessage",
                        SendMessageRequest.class,
                        (context, request) -> SendMessageResponse.builder()
                                .messageId("5fea7756-0ea4-451a-a703-a558b933e274")
                                .md5OfMessageBody("fafb00f5732ab283681e124bf8747ed1")
                                .build());
        Settings settings = PenstockTarget.settings(System.getProperty("java.io.tmpdir"));
        Logging.configure(settings);
        WireDispatcher dispatcher = new WireDispatcher(
                List.of(sqs),
                new WireSettings(
                        new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT),
                        InstantSource.system(),
                        random,
                        WireLimits.DEFAULT,
                        new CallRecorder(new Metrics().registry())));
        Refusals refusals = new Refusals(random);
        Pipeline pipeline = new Pipeline(
                List.of(Stages.admission(settings.http().maxRequests()), Stages.dispatch(() -> dispatcher)), refusals);
        Edge edge = Edge.start(
                settings.http(),
                settings.tls(),
                Path.of(System.getProperty("java.io.tmpdir")),
                new Edge.Parts(pipeline, refusals, (status, request) -> {}));
        System.out.println(Target.SERVING + " http://127.0.0.1:" + edge.port());
        Thread.currentThread().join();
    }
}
