package io.penstock.wire.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.roundtrip.SdkClients;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

class InProcessClientsTest {

    private static final Fault NO_QUEUE = Fault.sender(
            "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
    private static final Fault BAD_VALUE = Fault.sender(
            "InvalidParameterValueException",
            "InvalidParameterValue",
            "Value %s for parameter DelaySeconds is invalid.");

    private final ServiceDefinition sqs = ServiceDefinition.of(ServiceModel.load("sqs"))
            .withoutConstraintChecks()
            .on(
                    "GetQueueUrl",
                    GetQueueUrlRequest.class,
                    (context, request) -> GetQueueUrlResponse.builder()
                            .queueUrl(context.baseUrl() + "/" + context.account() + "/" + request.queueName())
                            .build())
            .on("SendMessage", SendMessageRequest.class, (_, request) -> {
                if (request.delaySeconds() != null && request.delaySeconds() > 900) {
                    throw BAD_VALUE.with(request.delaySeconds());
                }
                if (request.queueUrl() == null || request.queueUrl().endsWith("missing")) {
                    throw NO_QUEUE.with();
                }
                if (request.queueUrl().endsWith("broken")) {
                    throw new IllegalStateException("a secret of ours");
                }
                return SendMessageResponse.builder()
                        .messageId("id of " + request.messageBody())
                        .build();
            })
            .on("ListQueues", ListQueuesRequest.class, (_, request) -> {
                int page = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
                return ListQueuesResponse.builder()
                        .queueUrls("q" + page)
                        .nextToken(page < 2 ? Integer.toString(page + 1) : null)
                        .build();
            });

    private final ServiceDefinition kinesis = ServiceDefinition.of(ServiceModel.load("kinesis"))
            .on(
                    "PutRecord",
                    PutRecordRequest.class,
                    (_, _) -> PutRecordResponse.builder().build())
            .onEventStream("SubscribeToShard", SubscribeToShardRequest.class, (_, _) -> {
                throw new IllegalStateException("not reached");
            });

    private final ServiceDefinition lambda = ServiceDefinition.of(ServiceModel.load("lambda"))
            .on("GetFunction", GetFunctionRequest.class, (_, request) -> {
                throw ResourceNotFoundException.builder()
                        .message("Function not found: " + request.functionName())
                        .type("User")
                        .build();
            });

    private final WireFixture wire = new WireFixture(sqs, kinesis, lambda);
    private final InProcessClients clients = new InProcessClients(List.of(sqs, kinesis, lambda), wire.settings());
    private final SqsClient inProcess = clients.client(SqsClient.class, "http://localhost:4566");

    @Test
    void an_operation_answers_with_members_and_metadata() {
        SendMessageResponse response = inProcess.sendMessage(
                SendMessageRequest.builder().queueUrl("q").messageBody("hello").build());
        assertThat(response.messageId()).isEqualTo("id of hello");
        assertThat(response.responseMetadata().requestId()).isNotEmpty();
        assertThat(response.sdkHttpResponse().statusCode()).isEqualTo(200);
    }

    @Test
    void overloads_with_consumers_and_paginators_work() {
        assertThat(inProcess.getQueueUrl(request -> request.queueName("q")).queueUrl())
                .isEqualTo("http://localhost:4566/000000000000/q");
        assertThat(inProcess.listQueuesPaginator().queueUrls()).containsExactly("q0", "q1", "q2");
    }

    @Test
    void exceptions_are_those_of_a_client_of_the_wire() {
        SqsClient overTheWire = SdkClients.sqs(wire);
        for (SendMessageRequest request : List.of(
                SendMessageRequest.builder()
                        .queueUrl("http://x/missing")
                        .messageBody("m")
                        .build(),
                SendMessageRequest.builder()
                        .queueUrl("q")
                        .messageBody("m")
                        .delaySeconds(901)
                        .build(),
                SendMessageRequest.builder().queueUrl("broken").messageBody("m").build())) {
            assertSame(
                    catchThrowableOfType(AwsServiceException.class, () -> inProcess.sendMessage(request)),
                    catchThrowableOfType(AwsServiceException.class, () -> overTheWire.sendMessage(request)));
        }
        ReceiveMessageRequest unserved =
                ReceiveMessageRequest.builder().queueUrl("q").build();
        assertSame(
                catchThrowableOfType(AwsServiceException.class, () -> inProcess.receiveMessage(unserved)),
                catchThrowableOfType(AwsServiceException.class, () -> overTheWire.receiveMessage(unserved)));
    }

    @Test
    void constraint_failures_and_modelled_members_are_those_of_a_client_of_the_wire() {
        PutRecordRequest empty = PutRecordRequest.builder().streamName("").build();
        AwsServiceException here = catchThrowableOfType(
                AwsServiceException.class,
                () -> clients.client(KinesisClient.class, "http://h").putRecord(empty));
        assertSame(
                here,
                catchThrowableOfType(
                        AwsServiceException.class,
                        () -> SdkClients.kinesis(wire).putRecord(empty)));
        assertThat(here.awsErrorDetails().errorMessage())
                .startsWith("4 validation errors detected: Value '' at 'streamName'");

        GetFunctionRequest request =
                GetFunctionRequest.builder().functionName("f").build();
        ResourceNotFoundException inside = catchThrowableOfType(
                ResourceNotFoundException.class,
                () -> clients.client(LambdaClient.class, "http://h").getFunction(request));
        ResourceNotFoundException outside = catchThrowableOfType(
                ResourceNotFoundException.class, () -> SdkClients.lambda(wire).getFunction(request));
        assertSame(inside, outside);
        assertThat(inside.type()).isEqualTo("User").isEqualTo(outside.type());
    }

    private static void assertSame(AwsServiceException inside, AwsServiceException outside) {
        assertThat(inside).isNotNull().hasSameClassAs(outside);
        assertThat(inside.statusCode()).isEqualTo(outside.statusCode());
        assertThat(inside.requestId()).isNotEmpty();
        assertThat(inside.awsErrorDetails().errorCode())
                .isEqualTo(outside.awsErrorDetails().errorCode());
        assertThat(inside.awsErrorDetails().errorMessage())
                .isEqualTo(outside.awsErrorDetails().errorMessage());
        assertThat(inside.awsErrorDetails().serviceName())
                .isEqualTo(outside.awsErrorDetails().serviceName());
        assertThat(withoutIds(inside)).isEqualTo(withoutIds(outside));
    }

    private static String withoutIds(AwsServiceException exception) {
        return String.valueOf(exception.getMessage()).replace(exception.requestId(), "ID");
    }

    @Test
    void a_defect_of_ours_tells_the_caller_nothing_and_the_observer_everything() {
        SqsException failure = catchThrowableOfType(
                SqsException.class,
                () -> inProcess.sendMessage(r -> r.queueUrl("broken").messageBody("m")));
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(wire.calls().getLast().outcome().failure().orElseThrow()).hasMessage("a secret of ours");
        assertThat(wire.calls().getLast().operation().operation()).isEqualTo("SendMessage");
    }

    @Test
    void an_asynchronous_client_calls_the_same_handlers() {
        SqsAsyncClient async = clients.client(SqsAsyncClient.class, "http://localhost:4566");
        assertThat(async.sendMessage(r -> r.queueUrl("q").messageBody("a"))
                        .join()
                        .messageId())
                .isEqualTo("id of a");
        assertThatThrownBy(() -> async.sendMessage(r -> r.queueUrl("missing").messageBody("a"))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void a_client_is_an_object_like_any_other_and_closes() {
        assertThat(Set.of(inProcess)).contains(inProcess).doesNotContain(clients.client(SqsClient.class, "http://h"));
        assertThat(inProcess.toString()).isEqualTo("in-process SqsClient");
        assertThat(inProcess.serviceName()).isEqualTo("sqs");
        inProcess.close();
    }

    @Test
    void a_service_that_is_not_served_has_no_client() {
        assertThatThrownBy(() -> clients.client(SnsClient.class, "http://h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SnsClient");
    }
}
