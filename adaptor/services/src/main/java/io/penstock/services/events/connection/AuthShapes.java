package io.penstock.services.events.connection;

import io.penstock.services.events.connection.Auth.ApiKey;
import io.penstock.services.events.connection.Auth.Basic;
import io.penstock.services.events.connection.Auth.OAuth;
import io.penstock.services.events.connection.Auth.Parameter;
import io.penstock.services.events.connection.Auth.Parameters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthResponseParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionBodyParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHeaderParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHttpParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionQueryStringParameter;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionAuthRequestParameters;

/** Authorizations in AWS's shapes. */
public final class AuthShapes {

    private AuthShapes() {}

    /** What CreateConnection is given. */
    public static Auth of(CreateConnectionAuthRequestParameters given) {
        var basic = given.basicAuthParameters();
        var apiKey = given.apiKeyAuthParameters();
        var oauth = given.oAuthParameters();
        return new Auth(
                basic == null ? null : new Basic(basic.username(), basic.password()),
                apiKey == null ? null : new ApiKey(apiKey.apiKeyName(), apiKey.apiKeyValue()),
                oauth == null
                        ? null
                        : new OAuth(
                                oauth.clientParameters().clientID(),
                                oauth.clientParameters().clientSecret(),
                                oauth.authorizationEndpoint(),
                                oauth.httpMethodAsString(),
                                parameters(oauth.oAuthHttpParameters())),
                parameters(given.invocationHttpParameters()));
    }

    /** What UpdateConnection makes of what was there: what is not given stays. */
    public static Auth with(Auth before, UpdateConnectionAuthRequestParameters given) {
        Basic basic = before.basic();
        ApiKey apiKey = before.apiKey();
        OAuth oauth = before.oauth();
        var newBasic = given.basicAuthParameters();
        if (newBasic != null) {
            basic = new Basic(
                    or(newBasic.username(), basic == null ? "" : basic.username()),
                    secretOr(newBasic.password(), basic == null ? null : basic.password()));
        }
        var newKey = given.apiKeyAuthParameters();
        if (newKey != null) {
            apiKey = new ApiKey(
                    or(newKey.apiKeyName(), apiKey == null ? "" : apiKey.name()),
                    secretOr(newKey.apiKeyValue(), apiKey == null ? null : apiKey.value()));
        }
        var newOauth = given.oAuthParameters();
        if (newOauth != null) {
            OAuth old = oauth == null ? new OAuth("", null, "", "POST", null) : oauth;
            var client = newOauth.clientParameters();
            oauth = new OAuth(
                    or(client == null ? null : client.clientID(), old.clientId()),
                    secretOr(client == null ? null : client.clientSecret(), old.secret()),
                    or(newOauth.authorizationEndpoint(), old.endpoint()),
                    or(newOauth.httpMethodAsString(), old.method()),
                    newOauth.oAuthHttpParameters() == null
                            ? old.parameters()
                            : parameters(newOauth.oAuthHttpParameters()));
        }
        return new Auth(
                basic,
                apiKey,
                oauth,
                given.invocationHttpParameters() == null
                        ? before.invocation()
                        : parameters(given.invocationHttpParameters()));
    }

    private static String or(@Nullable String given, String before) {
        return given == null ? before : given;
    }

    private static @Nullable String secretOr(@Nullable String given, @Nullable String before) {
        return given == null ? before : given;
    }

    private static @Nullable Parameters parameters(@Nullable ConnectionHttpParameters given) {
        if (given == null) {
            return null;
        }
        return new Parameters(
                given.headerParameters().stream()
                        .map(each -> new Parameter(each.key(), each.value(), isSecret(each.isValueSecret())))
                        .toList(),
                given.queryStringParameters().stream()
                        .map(each -> new Parameter(each.key(), each.value(), isSecret(each.isValueSecret())))
                        .toList(),
                given.bodyParameters().stream()
                        .map(each -> new Parameter(each.key(), each.value(), isSecret(each.isValueSecret())))
                        .toList());
    }

    private static boolean isSecret(@Nullable Boolean given) {
        return Boolean.TRUE.equals(given);
    }

    /** What DescribeConnection tells. */
    public static ConnectionAuthResponseParameters shown(Auth auth) {
        ConnectionAuthResponseParameters.Builder shown = ConnectionAuthResponseParameters.builder();
        Optional.ofNullable(auth.basic())
                .ifPresent(basic -> shown.basicAuthParameters(to -> to.username(basic.username())));
        Optional.ofNullable(auth.apiKey())
                .ifPresent(key -> shown.apiKeyAuthParameters(to -> to.apiKeyName(key.name())));
        Optional.ofNullable(auth.oauth())
                .ifPresent(oauth -> shown.oAuthParameters(to -> to.authorizationEndpoint(oauth.endpoint())
                        .httpMethod(oauth.method())
                        .clientParameters(client -> client.clientID(oauth.clientId()))
                        .oAuthHttpParameters(shown(oauth.parameters()))));
        shown.invocationHttpParameters(shown(auth.invocation()));
        return shown.build();
    }

    private static @Nullable ConnectionHttpParameters shown(@Nullable Parameters parameters) {
        if (parameters == null) {
            return null;
        }
        return ConnectionHttpParameters.builder()
                .headerParameters(parameters.headers().stream()
                        .map(each -> ConnectionHeaderParameter.builder()
                                .key(each.key())
                                .value(each.value())
                                .isValueSecret(each.secret())
                                .build())
                        .toList())
                .queryStringParameters(parameters.query().stream()
                        .map(each -> ConnectionQueryStringParameter.builder()
                                .key(each.key())
                                .value(each.value())
                                .isValueSecret(each.secret())
                                .build())
                        .toList())
                .bodyParameters(parameters.body().stream()
                        .map(each -> ConnectionBodyParameter.builder()
                                .key(each.key())
                                .value(each.value())
                                .isValueSecret(each.secret())
                                .build())
                        .toList())
                .build();
    }
}
