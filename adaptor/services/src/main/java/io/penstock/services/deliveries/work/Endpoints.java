package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.services.deliveries.lane.Progress.End;
import java.util.concurrent.CompletableFuture;

/** All kinds of targets, each by who can send it. */
public record Endpoints(HttpEndpoint http, ServiceCalls calls, DeadLetterQueues deadLetters) implements Endpoint {

    @Override
    public CompletableFuture<Outcome> attempt(Delivery delivery) {
        return switch (delivery.target()) {
            case Post post -> http.post(post);
            case Call call -> calls.call(call);
        };
    }

    @Override
    public CompletableFuture<Outcome> deadLetter(Delivery delivery, End end) {
        return deadLetters.send(delivery, end);
    }
}
