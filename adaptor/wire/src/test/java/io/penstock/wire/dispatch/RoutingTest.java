package io.penstock.wire.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.CallContext;
import io.penstock.wire.CallObserver.Target;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.model.ServiceModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.kinesisanalytics.model.ListApplicationsRequest;
import software.amazon.awssdk.services.kinesisanalytics.model.ListApplicationsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;

class RoutingTest {

    private static final Headers NONE = Headers.EMPTY;

    private final List<CallContext> contexts = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    private final WireFixture wire = new WireFixture(
            ServiceDefinition.of(ServiceModel.load("sqs"))
                    .on("ListQueues", ListQueuesRequest.class, (context, _) -> {
                        contexts.add(context);
                        return ListQueuesResponse.builder().build();
                    })
                    .on(
                            "PurgeQueue",
                            PurgeQueueRequest.class,
                            (_, _) -> PurgeQueueResponse.builder().build()),
            ServiceDefinition.of(ServiceModel.load("sns"))
                    .on(
                            "ListTopics",
                            ListTopicsRequest.class,
                            (_, _) -> ListTopicsResponse.builder().build()),
            ServiceDefinition.of(ServiceModel.load("iam"))
                    .on(
                            "ListUsers",
                            ListUsersRequest.class,
                            (_, _) -> ListUsersResponse.builder().build()),
            ServiceDefinition.of(ServiceModel.load("lambda"))
                    .withoutConstraintChecks()
                    .on("GetFunction", GetFunctionRequest.class, (_, request) -> {
                        labels.add(request.functionName());
                        return GetFunctionResponse.builder().build();
                    })
                    .on("ListTags", ListTagsRequest.class, (_, request) -> {
                        labels.add(request.resource());
                        return ListTagsResponse.builder().build();
                    }),
            ServiceDefinition.of(ServiceModel.load("pipes"))
                    .withoutConstraintChecks()
                    .on("ListTagsForResource", ListTagsForResourceRequest.class, (_, request) -> {
                        labels.add(request.resourceArn());
                        return ListTagsForResourceResponse.builder().build();
                    }),
            ServiceDefinition.of(ServiceModel.load("scheduler")),
            ServiceDefinition.of(ServiceModel.load("kinesisanalyticsv2")),
            ServiceDefinition.of(ServiceModel.load("kinesisanalytics"))
                    .on(
                            "ListApplications",
                            ListApplicationsRequest.class,
                            (_, _) -> ListApplicationsResponse.builder()
                                    .applicationSummaries(List.of())
                                    .hasMoreApplications(false)
                                    .build()));

    private Target served(HttpRequest request) {
        HttpResponse response = wire.dispatch(request);
        assertThat(response.status()).as(WireFixture.text(response)).isEqualTo(200);
        return wire.calls().getLast().operation();
    }

    private static Headers signed(String service, String... more) {
        Headers.Builder headers = new Headers.Builder().add("authorization", WireFixture.signedFor(service));
        for (int i = 0; i < more.length; i += 2) {
            headers.add(more[i], more[i + 1]);
        }
        return headers.build();
    }

    private static HttpRequest at(String host, String path, @Nullable String query, Headers headers) {
        return new HttpRequest("GET", new RequestTarget("http", host, path, query), headers, new byte[0]);
    }

    @Test
    void the_credential_scope_decides_first() {
        assertThat(served(WireFixture.request("GET", "/?Action=ListUsers", signed("iam"), "")))
                .isEqualTo(new Target("iam", "ListUsers", "query"));
        assertThat(served(WireFixture.request("GET", "/tags/arn%3Aaws%3Ax%2Fy", signed("pipes"), "")))
                .isEqualTo(new Target("pipes", "ListTagsForResource", "rest-json"));
        assertThat(labels).containsExactly("arn:aws:x/y");
    }

    @Test
    void a_target_of_another_service_than_the_signed_one_is_refused() {
        HttpResponse response = wire.dispatch(
                WireFixture.request("POST", "/", signed("iam", "X-Amz-Target", "AmazonSQS.ListQueues"), "{}"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response)).contains("UnknownOperationException");
        assertThat(contexts).isEmpty();
    }

    @Test
    void a_signed_service_that_is_not_served_is_refused_in_the_protocol_of_the_request() {
        HttpResponse json = wire.dispatch(WireFixture.request(
                "POST", "/", signed("dynamodb", "X-Amz-Target", "DynamoDB_20120810.ListTables"), "{}"));
        assertThat(json.status()).isEqualTo(400);
        assertThat(WireFixture.text(json))
                .isEqualTo("{\"__type\":\"UnknownServiceException\","
                        + "\"message\":\"The service dynamodb is not available at this endpoint.\"}");
        HttpResponse rest = wire.dispatch(WireFixture.request("GET", "/bucket/key", signed("s3"), ""));
        assertThat(WireFixture.header(rest, "x-amzn-ErrorType")).isEqualTo("UnknownServiceException");
        HttpResponse query = wire.dispatch(WireFixture.request("GET", "/?Action=DescribeInstances", signed("ec2"), ""));
        assertThat(WireFixture.text(query)).contains("<Message>The service ec2 is not available at this endpoint.");
        assertThat(wire.calls().getLast().operation()).isEqualTo(new Target("unknown", "unknown", "query"));
    }

    @Test
    void services_that_share_a_signing_name_are_told_apart_by_target() {
        assertThat(served(WireFixture.request(
                        "POST",
                        "/",
                        signed("kinesisanalytics", "X-Amz-Target", "KinesisAnalytics_20150814.ListApplications"),
                        "{}")))
                .isEqualTo(new Target("kinesisanalytics", "ListApplications", "json"));
    }

    @Test
    void unsigned_requests_are_routed_by_target_then_version_then_path_then_host() {
        assertThat(served(WireFixture.request("POST", "/", Headers.of("x-amz-target", "AmazonSQS.ListQueues"), "{}"))
                        .service())
                .isEqualTo("sqs");
        assertThat(served(at("localhost", "/", "Action=ListTopics&Version=2010-03-31", NONE))
                        .service())
                .isEqualTo("sns");
        assertThat(served(at("localhost", "/000000000000/q", "Action=PurgeQueue", NONE))
                        .service())
                .isEqualTo("sqs");
        assertThat(served(at("localhost", "/queue/us-east-1/000000000000/q", "Action=PurgeQueue", NONE))
                        .service())
                .isEqualTo("sqs");
        assertThat(served(at("sqs.us-east-1.localhost.localstack.cloud:4566", "/", "Action=ListQueues", NONE))
                        .service())
                .isEqualTo("sqs");
        assertThat(served(at("us-east-1.queue.localhost", "/", "Action=ListQueues", NONE))
                        .service())
                .isEqualTo("sqs");
        assertThat(served(at("localhost", "/2015-03-31/functions/f", null, NONE))
                        .service())
                .isEqualTo("lambda");
        assertThat(served(at("pipes.us-east-1.amazonaws.com", "/tags/a", null, NONE))
                        .service())
                .isEqualTo("pipes");
    }

    @Test
    void an_unsigned_request_that_names_no_service_is_refused() {
        for (HttpRequest request : List.of(
                at("localhost", "/", "Action=ListQueues", NONE),
                at("localhost", "/tags/a", null, NONE),
                at("localhost", "/", null, NONE),
                at("localhost", "/nowhere/at/all", null, NONE))) {
            assertThat(wire.dispatch(request).status())
                    .as(request.target().toString())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_presigned_query_carries_the_credential() {
        served(WireFixture.request(
                "GET",
                "/?Action=ListQueues&X-Amz-Credential=111122223333%2F20261123%2Feu-west-1%2Fsqs%2Faws4_request",
                NONE,
                ""));
        assertThat(contexts.getLast().account().value()).isEqualTo("111122223333");
        assertThat(contexts.getLast().region().value()).isEqualTo("eu-west-1");
    }

    @Test
    void a_signature_without_a_scope_is_incomplete() {
        for (String header : List.of("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=x")) {
            HttpResponse response = wire.dispatch(WireFixture.request(
                    "POST", "/", Headers.of("Authorization", header, "X-Amz-Target", "AmazonSQS.ListQueues"), "{}"));
            assertThat(response.status()).isEqualTo(400);
            assertThat(WireFixture.text(response)).contains("IncompleteSignatureException");
        }
    }

    @Test
    void labels_keep_encoded_slashes_and_paths_forgive_a_last_slash() {
        served(WireFixture.request("GET", "/2015-03-31/functions/a%2Fb%20c/", signed("lambda"), ""));
        served(WireFixture.request(
                "GET", "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:f", signed("lambda"), ""));
        assertThat(labels).containsExactly("a/b c", "arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThat(wire.dispatch(WireFixture.request("GET", "/2015-03-31/functions//code", signed("lambda"), ""))
                        .status())
                .isEqualTo(404);
        assertThat(wire.dispatch(WireFixture.request("GET", "/2015-03-31/functions/%zz", signed("lambda"), ""))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_modelled_operation_without_a_handler_is_refused_by_name() {
        HttpResponse response = wire.dispatch(
                WireFixture.request("POST", "/", signed("sqs", "X-Amz-Target", "AmazonSQS.TagQueue"), "{}"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response))
                .contains("UnknownOperationException")
                .contains("TagQueue");
        assertThat(wire.calls().getLast().operation()).isEqualTo(new Target("sqs", "TagQueue", "json"));
        assertThat(wire.calls().getLast().outcome().errorCode()).contains("UnknownOperationException");
    }

    @Test
    void a_request_that_goes_too_deep_is_answered_in_its_protocol_as_a_defect() {
        WireFixture deep = new WireFixture(
                ServiceDefinition.of(ServiceModel.load("sqs")).on("ListQueues", ListQueuesRequest.class, (_, _) -> {
                    throw new StackOverflowError();
                }));
        HttpResponse response = deep.dispatch(
                WireFixture.request("POST", "/", signed("sqs", "X-Amz-Target", "AmazonSQS.ListQueues"), "{}"));
        assertThat(response.status()).isEqualTo(500);
        assertThat(WireFixture.text(response)).contains("InternalFailure");
        assertThat(deep.calls().getLast().outcome().failure())
                .hasValueSatisfying(defect -> assertThat(defect).hasCauseInstanceOf(StackOverflowError.class));
    }

    @Test
    void the_endpoint_is_what_the_caller_addressed_through_its_proxies() {
        assertThat(baseUrl("localhost:4566")).isEqualTo("http://localhost:4566");
        assertThat(baseUrl("[::1]:4566")).isEqualTo("http://[::1]:4566");
        assertThat(baseUrl("in", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "sqs.example.org, inner"))
                .isEqualTo("https://sqs.example.org");
        assertThat(baseUrl("in:1", "X-Forwarded-Host", "sqs.example.org", "X-Forwarded-Port", "8443"))
                .isEqualTo("http://sqs.example.org:8443");
        assertThat(baseUrl("h", "X-Forwarded-Proto", "https", "X-Forwarded-Port", "443"))
                .isEqualTo("https://h");
        assertThat(baseUrl("h:1", "X-Forwarded-Host", "evil/\"><script>")).isEqualTo("http://h:1");
        assertThat(baseUrl("bad host")).isEqualTo("http://localhost");
        assertThat(baseUrl("a" + ".a".repeat(15_000))).isEqualTo("http://localhost");
    }

    private String baseUrl(String host, String... forwarded) {
        Headers.Builder headers = new Headers.Builder().add("X-Amz-Target", "AmazonSQS.ListQueues");
        for (int i = 0; i < forwarded.length; i += 2) {
            headers.add(forwarded[i], forwarded[i + 1]);
        }
        served(new HttpRequest("POST", new RequestTarget("http", host, "/x%2Fy", null), headers.build(), new byte[0]));
        assertThat(contexts.getLast().rawPath()).isEqualTo("/x%2Fy");
        return contexts.getLast().baseUrl();
    }
}
