package io.penstock.wire.golden;

import static io.penstock.wire.golden.SqsServer.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Query requests that are refused: in the shape of the API reference, in the words of the service itself where the reference has none.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html">Making query API
 *     requests, Amazon SQS</a>
 */
class SqsQueryErrorsTest {

    private final SqsServer sqs = new SqsServer();

    @Test
    void an_error_is_the_documented_xml_with_the_query_code() {
        Fault fault = Fault.sender(
                "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
        HttpResponse response = sqs.answering(fault.with())
                .dispatch(post("/177715257436/MyQueue/", "Action=SendMessage&MessageBody=m"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>\
                        <Code>AWS.SimpleQueueService.NonExistentQueue</Code>\
                        <Message>The specified queue does not exist for this wsdl version.</Message></Error>\
                        <RequestId>%s</RequestId></ErrorResponse>""".formatted(WireFixture.header(response, "x-amzn-RequestId")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateQueue", "ListQueues", "Frobnicate"})
    void what_a_queue_does_not_do_is_refused_at_its_url(String action) {
        WireFixture wire = sqs.answering(ListQueuesResponse.builder().build());
        HttpResponse response = wire.dispatch(post("/177715257436/MyQueue", "Action=" + action + "&QueueName=q"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response))
                .contains("http://queue.amazonaws.com/doc/2012-11-05/")
                .contains("<Code>InvalidAction</Code><Message>The action " + action
                        + " is not valid for this endpoint.</Message>");
        assertThat(sqs.received()).isNull();
    }

    @Test
    void who_looks_at_a_queues_url_hears_that_this_is_no_operation() {
        WireFixture wire = sqs.answering(ListQueuesResponse.builder().build());
        for (String path : List.of("/177715257436/MyQueue", "/queue/us-east-1/177715257436/MyQueue")) {
            HttpResponse response = wire.dispatch(WireFixture.request("GET", path, Headers.EMPTY, ""));
            assertThat(response.status()).isEqualTo(404);
            assertThat(WireFixture.header(response, "Content-Type")).isEqualTo("text/xml");
            assertThat(WireFixture.text(response)).isEqualTo("<UnknownOperationException/>");
        }
        assertThat(WireFixture.text(wire.dispatch(post("/177715257436/MyQueue", "Version=2012-11-05"))))
                .contains("<Code>MissingAction</Code>");
    }

    @Test
    void a_missing_or_unknown_action_is_refused() {
        WireFixture wire = sqs.answering(ListQueuesResponse.builder().build());
        assertThat(WireFixture.text(wire.dispatch(post("/", "Version=2012-11-05"))))
                .contains("<Code>MissingAction</Code>");
        assertThat(WireFixture.text(wire.dispatch(post("/", "Version=2012-11-05&Action=Frobnicate"))))
                .contains("<Code>InvalidAction</Code>")
                .contains("The action Frobnicate is not valid for this web service.");
    }

    @Test
    void a_value_of_the_wrong_kind_is_malformed_input() {
        HttpResponse response = sqs.answering(SendMessageResponse.builder().build())
                .dispatch(post("/177715257436/q", "Action=SendMessage&MessageBody=m&DelaySeconds=soon"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response)).contains("<Code>MalformedInput</Code>");
        assertThat(sqs.received()).isNull();
    }
}
