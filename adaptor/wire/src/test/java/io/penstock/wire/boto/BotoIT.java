package io.penstock.wire.boto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.CallContext;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.model.ServiceModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.model.DashboardNotFoundErrorException;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** boto3 against a real port, in each of its protocols. Skipped where there is no Python with boto3. */
class BotoIT {

    private static final Fault NO_QUEUE = Fault.sender(
            "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");

    private static ServiceDefinition service(String id) {
        return ServiceDefinition.of(ServiceModel.load(id));
    }

    private static WireFixture wire() {
        return new WireFixture(
                sqs(),
                kinesis(),
                service("sns")
                        .on(
                                "Publish",
                                PublishRequest.class,
                                (_, request) -> PublishResponse.builder()
                                        .messageId(request.message()
                                                + Objects.requireNonNull(request.messageAttributes()
                                                                .get("a"))
                                                        .stringValue())
                                        .build()),
                service("cloudwatch")
                        .withoutConstraintChecks()
                        .on("PutMetricData", PutMetricDataRequest.class, BotoIT::putMetricData)
                        .on("GetDashboard", GetDashboardRequest.class, (_, request) -> {
                            throw DashboardNotFoundErrorException.builder()
                                    .message("no " + request.dashboardName())
                                    .build();
                        }),
                service("lambda")
                        .on(
                                "Invoke",
                                InvokeRequest.class,
                                (_, request) -> InvokeResponse.builder()
                                        .statusCode(202)
                                        .executedVersion(request.functionName() + "!" + request.qualifier())
                                        .payload(SdkBytes.fromUtf8String(
                                                request.payload().asUtf8String() + "!"))
                                        .build()),
                service("scheduler")
                        .withoutConstraintChecks()
                        .on(
                                "GetSchedule",
                                GetScheduleRequest.class,
                                (_, request) -> GetScheduleResponse.builder()
                                        .name(request.name() + "," + request.groupName())
                                        .creationDate(Instant.ofEpochSecond(1))
                                        .build()));
    }

    private static ServiceDefinition sqs() {
        return service("sqs")
                .withoutConstraintChecks()
                .on("SendMessage", SendMessageRequest.class, BotoIT::sendMessage)
                .on("GetQueueUrl", GetQueueUrlRequest.class, (_, _) -> {
                    throw NO_QUEUE.with();
                });
    }

    private static ServiceDefinition kinesis() {
        return service("kinesis")
                .on(
                        "PutRecord",
                        PutRecordRequest.class,
                        (_, _) -> PutRecordResponse.builder().build())
                .on(
                        "PutRecords",
                        PutRecordsRequest.class,
                        (_, request) -> PutRecordsResponse.builder()
                                .failedRecordCount(
                                        request.records().getFirst().data().asByteArray().length)
                                .records(PutRecordsResultEntry.builder()
                                        .shardId("s")
                                        .build())
                                .build());
    }

    private static SendMessageResponse sendMessage(CallContext context, SendMessageRequest request) {
        return SendMessageResponse.builder()
                .messageId(request.messageBody() + " " + context.account() + " " + context.region() + " "
                        + Objects.requireNonNull(request.messageAttributes().get("b"))
                                .binaryValue()
                                .asByteArray()
                                .length)
                .build();
    }

    private static PutMetricDataResponse putMetricData(CallContext context, PutMetricDataRequest request) {
        MetricDatum datum = request.metricData().getFirst();
        boolean whole = datum.metricName().length() == 20_000
                && datum.value() == 1.5
                && datum.timestamp().equals(Instant.parse("2024-01-01T00:00:00Z"))
                && context.region().value().equals("eu-west-1");
        if (!whole) {
            throw new IllegalStateException(request.toString());
        }
        return PutMetricDataResponse.builder().build();
    }

    private static int python(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private static boolean hasBoto() throws InterruptedException {
        try {
            return python("-c", "import boto3") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void boto3_reads_and_is_read_in_each_of_its_protocols()
            throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(hasBoto(), "python3 with boto3 is not installed");
        Path script = Path.of(
                Objects.requireNonNull(getClass().getResource("/boto/calls.py")).toURI());
        try (WireServer server = new WireServer(wire())) {
            Process process = new ProcessBuilder("python3", script.toString(), server.endpoint())
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lines)
                    .containsExactly(
                            "sqs 200 {'MessageId': '<ü> & 111122223333 eu-west-1 2'}",
                            "sqs 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue"
                                    + " The specified queue does not exist.",
                            "sqs 400 ClientError InvalidAction The action ListQueues is not valid for this web service.",
                            "kinesis 200 {'FailedRecordCount': 2, 'Records': [{'ShardId': 's'}]}",
                            "kinesis 400 ValidationException ValidationException 1 validation error detected: Value 's!' at"
                                    + " 'streamName' failed to satisfy constraint: Member must satisfy regular"
                                    + " expression pattern: [a-zA-Z0-9_.-]+",
                            "sns 200 {'MessageId': 'hé&=+ xv'}",
                            "cloudwatch 200 {}",
                            // Two errors share this code; botocore, told the code, takes the other one.
                            "cloudwatch 404 ResourceNotFound ResourceNotFound no d",
                            "lambda 202 {'StatusCode': 202, 'ExecutedVersion':"
                                    + " 'arn:aws:lambda:eu-west-1:111122223333:function:f!v1', 'Payload': b'{\"a\":1}!'}",
                            "scheduler 200 {'CreationDate': datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=tzlocal()),"
                                    + " 'Name': 'a,g 1'}");
        }
    }
}
