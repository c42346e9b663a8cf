package io.penstock.clients;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/** Clients of the AWS SDK for Java v2 as applications make them: endpoint, any keys, a Region. */
final class Sdk {

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private Sdk() {}

    static SqsClient sync(URI endpoint) {
        return builder(endpoint).build();
    }

    /** One that never repeats a call by itself. */
    static SqsClient once(URI endpoint) {
        return builder(endpoint)
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static SqsClientBuilder builder(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT));
    }

    static SqsAsyncClient async(URI endpoint) {
        return SqsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(SOCKET_TIMEOUT))
                .build();
    }

    static DynamoDbClient dynamo(URI endpoint) {
        return dynamoBuilder(endpoint).build();
    }

    /** One that never repeats a call by itself. */
    static DynamoDbClient dynamoOnce(URI endpoint) {
        return dynamoBuilder(endpoint)
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static DynamoDbClientBuilder dynamoBuilder(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT));
    }

    static SchedulerClient scheduler(URI endpoint) {
        return SchedulerClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT))
                .build();
    }

    static SnsClient sns(URI endpoint) {
        return SnsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT))
                .build();
    }

    /** The same port by TLS, whatever its certificate. */
    static SnsClient snsOverTls(URI endpoint) {
        AttributeMap trusting = AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                .build();
        return SnsClient.builder()
                .endpointOverride(URI.create("https://localhost:" + endpoint.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.builder().buildWithDefaults(trusting))
                .build();
    }

    static EventBridgeClient events(URI endpoint) {
        return events(endpoint, credentials());
    }

    /** A client of another account: its access key is the account. */
    static EventBridgeClient eventsOf(String account, URI endpoint) {
        return events(endpoint, StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test")));
    }

    private static EventBridgeClient events(URI endpoint, StaticCredentialsProvider credentials) {
        return EventBridgeClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT))
                .build();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }
}
