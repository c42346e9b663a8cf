package io.penstock.services.events.connection;

import io.penstock.services.common.JsonRecords;
import io.penstock.services.events.connection.Auth.OAuth;
import io.penstock.services.events.connection.ConnectionDefinition.State;
import io.penstock.services.events.resource.Resources.Settling;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Authorizes a connection that is new or changed: it gets a token. The next owner of the connection does it again, if this one does not come to tell. */
public final class Authorizing implements Settling {

    private final Secrets secrets;
    private final Tokens tokens;
    private final InstantSource clock;

    public Authorizing(Secrets secrets, Tokens tokens, InstantSource clock) {
        this.secrets = secrets;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Optional<CompletableFuture<String>> next(String text) {
        ConnectionDefinition connection =
                JsonRecords.of(ConnectionDefinition.class).decode(text.getBytes(StandardCharsets.UTF_8));
        if (connection.state() != State.AUTHORIZING || connection.sealed() == null) {
            return Optional.empty();
        }
        Optional<OAuth> oauth =
                secrets.open(connection.arn(), connection.sealed()).flatMap(auth -> Optional.ofNullable(auth.oauth()));
        if (oauth.isEmpty()) {
            return Optional.of(CompletableFuture.completedFuture(text(connection.refused(ApiCalls.NO_KEY))));
        }
        return Optional.of(tokens.get(connection.arn() + connection.sealed(), oauth.get())
                .thenApply(answer -> text(
                        switch (answer) {
                            case Tokens.Token _ -> connection.authorized(clock.millis());
                            case Tokens.Refusal(String reason, boolean _) -> connection.refused(reason);
                        })));
    }

    private static String text(ConnectionDefinition connection) {
        return new String(JsonRecords.of(ConnectionDefinition.class).encode(connection), StandardCharsets.UTF_8);
    }
}
