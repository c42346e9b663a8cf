package io.penstock.clients;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/** Clients of the AWS SDK for Java v2 for Kinesis. */
public final class KinesisSdk {

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final String CBOR = SdkSystemSetting.CBOR_ENABLED.property();

    private KinesisSdk() {}

    /** As applications make it: it speaks CBOR. */
    public static KinesisClient sync(URI endpoint) {
        return builder(endpoint).build();
    }

    /** One that never repeats a call, so that nothing is written twice. */
    public static KinesisClient once(URI endpoint) {
        return builder(endpoint)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static KinesisClientBuilder builder(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT));
    }

    /** One that speaks JSON. What it speaks is decided when it is made, for the whole process. */
    static synchronized KinesisClient json(URI endpoint) {
        String before = System.getProperty(CBOR);
        System.setProperty(CBOR, "false");
        try {
            return sync(endpoint);
        } finally {
            if (before == null) {
                System.clearProperty(CBOR);
            } else {
                System.setProperty(CBOR, before);
            }
        }
    }

    /** HTTP/2 as the SDK speaks it to Kinesis: it starts with the preface. */
    public static KinesisAsyncClient async(URI endpoint) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .readTimeout(SOCKET_TIMEOUT)
                        .buildWithDefaults(AttributeMap.builder()
                                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                                .build()))
                .build();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }
}
