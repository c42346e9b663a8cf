package io.penstock.wire.roundtrip;

import io.penstock.wire.WireFixture;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK's real clients, talking to a dispatcher without a network. They do not retry. */
public final class SdkClients {

    private SdkClients() {}

    public static SqsClient sqs(WireFixture wire) {
        return looped(SqsClient.builder(), wire)
                .checksumValidationEnabled(false)
                .build();
    }

    public static KinesisClient kinesis(WireFixture wire) {
        return looped(KinesisClient.builder(), wire).build();
    }

    public static LambdaClient lambda(WireFixture wire) {
        return looped(LambdaClient.builder(), wire).build();
    }

    static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B looped(B builder, WireFixture wire) {
        return configured(builder).httpClient(new LoopbackHttp(wire));
    }

    static <B extends AwsClientBuilder<B, ?>> B configured(B builder) {
        return builder.endpointOverride(URI.create("http://127.0.0.1:1"))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true)
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build());
    }
}
