package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.services.deliveries.lane.Progress.End;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * All kinds of targets, each by who can send it.
 *
 * @param smtp empty where no relay is configured
 */
public record Endpoints(
        HttpEndpoint http,
        Invocations invocations,
        Optional<SmtpEndpoint> smtp,
        ServiceCalls calls,
        DeadLetterQueues deadLetters)
        implements Endpoint, AutoCloseable {

    private static final Outcome NO_RELAY = Outcome.Refused.of(
            "NoRelay", "The server that was to send the mail has no relay: its setting smtp.host is not set.", true);

    @Override
    public CompletableFuture<Outcome> attempt(Delivery delivery) {
        return switch (delivery.target()) {
            case Post post -> http.post(post);
            case Invocation invocation -> invocations.make(invocation);
            case Call call -> calls.call(call);
            case Mail mail ->
                smtp.map(relay -> relay.send(mail, delivery.id()))
                        .orElseGet(() -> CompletableFuture.completedFuture(NO_RELAY));
        };
    }

    @Override
    public CompletableFuture<Outcome> deadLetter(Delivery delivery, End end) {
        return deadLetters.send(delivery, end);
    }

    @Override
    public void close() {
        calls.close();
        http.close();
        smtp.ifPresent(SmtpEndpoint::close);
    }
}
