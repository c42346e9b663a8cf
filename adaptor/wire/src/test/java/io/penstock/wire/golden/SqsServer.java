package io.penstock.wire.golden;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** SQS whose handlers take down what they are asked and answer what the test wants. */
final class SqsServer {

    private static final Headers FORM = Headers.of("Content-Type", "application/x-www-form-urlencoded");

    private final WireFixture wire;
    private @Nullable AwsRequest received;
    private @Nullable Object answer;

    SqsServer() {
        ServiceModel model = ServiceModel.load("sqs");
        ServiceDefinition definition = ServiceDefinition.of(model).withoutConstraintChecks();
        try {
            for (OperationModel operation : model.operations()) {
                definition = definition.on(
                        operation.name(),
                        Class.forName(operation.types().request()).asSubclass(AwsRequest.class),
                        (_, request) -> handle(request));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        wire = new WireFixture(definition);
    }

    /** A request of the query protocol. */
    static HttpRequest post(String path, String form) {
        return WireFixture.request("POST", path, FORM, form);
    }

    private AwsResponse handle(AwsRequest request) {
        received = request;
        return switch (answer) {
            case AwsResponse response -> response;
            case RuntimeException failure -> throw failure;
            case null, default -> throw new IllegalStateException("no answer: " + answer);
        };
    }

    /** The wire in front of the handlers, which will answer (or throw) this. */
    WireFixture answering(Object told) {
        answer = told;
        return wire;
    }

    /** What the last handler was asked, or null. */
    @Nullable
    AwsRequest received() {
        return received;
    }
}
