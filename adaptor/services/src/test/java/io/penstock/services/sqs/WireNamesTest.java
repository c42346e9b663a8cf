package io.penstock.services.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.wire.Cancellation;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.dispatch.WireDispatcher;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two names and the status of each error, in the JSON and the query protocol: row SQS-30. */
class WireNamesTest {

    private static final String BASE = "http://localhost:4566/000000000000/";

    private final SqsFixture sqs = new SqsFixture();
    private final WireDispatcher wire = new WireDispatcher(
            List.of(sqs.sqs.definition()),
            new WireSettings(
                    new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT),
                    sqs.world.clock(),
                    sqs.world.random(),
                    WireLimits.DEFAULT,
                    call -> {}));

    @AfterEach
    void close() {
        sqs.close();
    }

    private record Answer(int status, String body, String queryError) {}

    private Answer send(String path, Headers headers, String body) throws InterruptedException {
        HttpRequest request = new HttpRequest(
                "POST",
                new RequestTarget("http", "localhost:4566", path, null),
                headers,
                body.getBytes(StandardCharsets.UTF_8));
        HttpResponse response = wire.dispatch(request, new Cancellation());
        byte[] content = response.body() instanceof HttpResponse.Bytes(byte[] bytes) ? bytes : new byte[0];
        return new Answer(
                response.status(),
                new String(content, StandardCharsets.UTF_8),
                response.headers().first("x-amzn-query-error").orElse(""));
    }

    private Answer json(String operation, String body) throws InterruptedException {
        return send(
                "/",
                Headers.of(
                        "Content-Type", "application/x-amz-json-1.0",
                        "X-Amz-Target", "AmazonSQS." + operation,
                        "x-amzn-query-mode", "true"),
                body);
    }

    private Answer query(String path, String form) throws InterruptedException {
        return send(
                path, Headers.of("Content-Type", "application/x-www-form-urlencoded"), form + "&Version=2012-11-05");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GetQueueUrl | {'QueueName':'none'} | 400 | QueueDoesNotExist | AWS.SimpleQueueService.NonExistentQueue",
                "GetQueueUrl | {} | 400 | MissingRequiredParameterException | MissingParameter",
                "CreateQueue | {'QueueName':'a b'} | 400 | InvalidParameterValueException | InvalidParameterValue",
                "CreateQueue | {'QueueName':'orders','Attributes':{'DelaySeconds':'7'}} | 400 | QueueNameExists | QueueAlreadyExists",
                "CreateQueue | {'QueueName':'x','Attributes':{'Foo':'7'}} | 400 | InvalidAttributeName | InvalidAttributeName",
                "CreateQueue | {'QueueName':'x','Attributes':{'DelaySeconds':'901'}} | 400 | InvalidAttributeValue | InvalidAttributeValue",
                "SendMessage | {'QueueUrl':'orders','MessageBody':'\\u0000'} | 400 | InvalidMessageContents | InvalidMessageContents",
                "SendMessage | {'QueueUrl':'http://h/1/2/3/4/5','MessageBody':'m'} | 404 | InvalidAddress | InvalidAddress",
                "SendMessageBatch | {'QueueUrl':'orders','Entries':[]} | 400 | EmptyBatchRequest | AWS.SimpleQueueService.EmptyBatchRequest",
                "DeleteMessage | {'QueueUrl':'orders','ReceiptHandle':'x'} | 404 | ReceiptHandleIsInvalid | ReceiptHandleIsInvalid",
                "CreateQueue | {'QueueName':'x','Attributes':{'KmsMasterKeyId':'k'}} | 400 | UnsupportedOperation | AWS.SimpleQueueService.UnsupportedOperation",
                "CancelMessageMoveTask | {'TaskHandle':'eyJ0YXNrSWQiOiJ4Iiwic291cmNlQXJuIjoiYXJuOmF3czpzcXM6dXMtZWFzdC0xOjAwMDAwMDAwMDAwMDpub25lIn0='} | 404 | ResourceNotFoundException | ResourceNotFoundException"
            })
    void a_json_error_names_the_shape_and_for_old_clients_the_query_code(
            String operation, String body, int status, String shape, String code) throws Exception {
        sqs.createQueue("orders");
        Answer answer = json(operation, body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("\"__type\":\"([^\"]*#)?" + shape + "\"");
        assertThat(answer.queryError()).isEqualTo(code + ";Sender");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Action=GetQueueUrl&QueueName=none | 400 | AWS.SimpleQueueService.NonExistentQueue",
                "Action=CreateQueue&QueueName=orders&Attribute.1.Name=DelaySeconds&Attribute.1.Value=7 | 400 | QueueAlreadyExists",
                "Action=SendMessage&QueueUrl=orders | 400 | MissingParameter",
                "Action=ReceiveMessage&QueueUrl=orders&MaxNumberOfMessages=11 | 400 | InvalidParameterValue",
                "Action=SetQueueAttributes&QueueUrl=orders&Attribute.1.Name=Foo&Attribute.1.Value=7 | 400 | InvalidAttributeName",
                "Action=DeleteMessage&QueueUrl=orders&ReceiptHandle=x | 404 | ReceiptHandleIsInvalid"
            })
    void a_query_error_names_the_old_code(String form, int status, String code) throws Exception {
        sqs.createQueue("orders");
        Answer answer = query("/", form);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>").contains("<Type>Sender</Type>");
    }

    @Test
    void the_old_protocol_sends_and_receives_on_the_path_of_the_queue() throws Exception {
        sqs.createQueue("orders");
        Answer sent = query(
                "/000000000000/orders",
                "Action=SendMessage&MessageBody=" + URLEncoder.encode("<hello> & goodbye", StandardCharsets.UTF_8)
                        + "&MessageAttribute.1.Name=color&MessageAttribute.1.Value.DataType=String"
                        + "&MessageAttribute.1.Value.StringValue=red");
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        assertThat(sent.body()).contains("<MD5OfMessageBody>").contains("<MD5OfMessageAttributes>");
        Answer received =
                query("/000000000000/orders", "Action=ReceiveMessage&AttributeName.1=All&MessageAttributeName.1=All");
        assertThat(received.body())
                .contains("&lt;hello&gt; &amp; goodbye")
                .contains("<Name>SenderId</Name>")
                .contains("<Name>color</Name>");
        String handle = received.body().replaceAll("(?s).*<ReceiptHandle>(.*)</ReceiptHandle>.*", "$1");
        Answer deleted = query(
                "/000000000000/orders",
                "Action=DeleteMessage&ReceiptHandle=" + URLEncoder.encode(handle, StandardCharsets.UTF_8));
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
    }

    @Test
    void a_failed_entry_of_a_batch_bears_the_query_code_in_a_successful_answer() throws Exception {
        sqs.createQueue("orders");
        Answer answer = json(
                "SendMessageBatch",
                "{\"QueueUrl\":\"" + BASE
                        + "orders\",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"m\",\"DelaySeconds\":901}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"Code\":\"InvalidParameterValue\"").contains("\"SenderFault\":true");
    }
}
