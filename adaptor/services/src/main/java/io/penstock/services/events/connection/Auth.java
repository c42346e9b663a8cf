package io.penstock.services.events.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a connection authorizes with: exactly one of basic, apiKey and oauth. As it is encrypted; and, without what is secret, as it is told. */
public record Auth(
        @Nullable Basic basic,
        @Nullable ApiKey apiKey,
        @Nullable OAuth oauth,
        @Nullable Parameters invocation) {

    /** @param password null where it is not told */
    public record Basic(String username, @Nullable String password) {}

    /** @param value null where it is not told */
    public record ApiKey(String name, @Nullable String value) {}

    /**
     * Client credentials.
     *
     * @param secret null where it is not told
     * @param endpoint that gives tokens
     */
    public record OAuth(
            String clientId,
            @Nullable String secret,
            String endpoint,
            String method,
            @Nullable Parameters parameters) {}

    /** What is added to requests. */
    public record Parameters(List<Parameter> headers, List<Parameter> query, List<Parameter> body) {

        private Parameters masked() {
            return new Parameters(masked(headers), masked(query), masked(body));
        }

        private static List<Parameter> masked(List<Parameter> all) {
            return all.stream()
                    .map(each -> each.secret() ? new Parameter(each.key(), null, true) : each)
                    .toList();
        }
    }

    /** @param value null where it is not told */
    public record Parameter(String key, @Nullable String value, boolean secret) {}

    /** Without what is secret. */
    public Auth masked() {
        return new Auth(
                basic == null ? null : new Basic(basic.username(), null),
                apiKey == null ? null : new ApiKey(apiKey.name(), null),
                oauth == null
                        ? null
                        : new OAuth(
                                oauth.clientId(),
                                null,
                                oauth.endpoint(),
                                oauth.method(),
                                oauth.parameters() == null
                                        ? null
                                        : oauth.parameters().masked()),
                invocation == null ? null : invocation.masked());
    }

    /** Nothing that may be secret. */
    @Override
    public String toString() {
        return "Auth[" + (basic != null ? "basic" : apiKey != null ? "API key" : "OAuth") + "]";
    }
}
