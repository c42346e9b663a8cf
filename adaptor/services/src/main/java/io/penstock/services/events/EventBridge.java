package io.penstock.services.events;

import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;

/** Amazon EventBridge: its operations. */
public final class EventBridge {

    private final PatternTest patterns;

    private EventBridge(PatternTest patterns) {
        this.patterns = patterns;
    }

    /** Makes the service, which keeps nothing. */
    public static EventBridge create(PatternTest patterns) {
        return new EventBridge(patterns);
    }

    /** The operations that are served; all others of the API are refused by name. */
    public ServiceDefinition definition() {
        return ServiceDefinition.of(ServiceModel.load("eventbridge"))
                .on("TestEventPattern", TestEventPatternRequest.class, (call, request) -> test(request));
    }

    private TestEventPatternResponse test(TestEventPatternRequest request) {
        return TestEventPatternResponse.builder()
                .result(patterns.matches(request.eventPattern(), request.event()))
                .build();
    }
}
