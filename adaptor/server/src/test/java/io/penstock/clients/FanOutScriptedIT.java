package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SNS and EventBridge as the aws CLI speaks them. */
@ExtendWith(SharedServer.class)
final class FanOutScriptedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void the_aws_cli_publishes_and_puts(TestServer server) {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        String queue = "arn:aws:sqs:us-east-1:000000000000:cli-fan-out";
        String url = cli(aws, server, "sqs create-queue --queue-name cli-fan-out --query QueueUrl");
        String topic = cli(aws, server, "sns create-topic --name cli --query TopicArn");
        cli(
                aws,
                server,
                "sns subscribe --protocol sqs --attributes RawMessageDelivery=true --topic-arn " + topic
                        + " --notification-endpoint " + queue);
        cli(aws, server, "events put-rule --name cli --event-pattern {\"source\":[\"cli\"]}");
        cli(aws, server, "events put-targets --rule cli --targets Id=t,Arn=" + queue + ",InputPath=$.detail.said");
        assertThat(cli(aws, server, "sns publish --message published --query MessageId --topic-arn " + topic))
                .hasSize(36);
        assertThat(
                        cli(
                                aws,
                                server,
                                "events put-events --query FailedEntryCount --entries Source=cli,DetailType=d,Detail='{\"said\":\"put\"}'"))
                .isEqualTo("0");
        StringBuilder received = new StringBuilder();
        for (int i = 0; i < 20 && !(received.indexOf("published") >= 0 && received.indexOf("put") >= 0); i++) {
            received.append(cli(
                    aws,
                    server,
                    "sqs receive-message --wait-time-seconds 1 --query Messages[].Body --queue-url " + url));
        }
        assertThat(received).contains("published", "\"put\"");
        Program.Ended refused = aws.run(LIMIT, command(server, "sns publish --message m --topic-arn " + topic + "x"));
        assertThat(refused.output()).contains("(NotFound) when calling the Publish operation: Topic does not exist");
    }

    private static String cli(Program aws, TestServer server, String arguments) {
        return aws.run(LIMIT, command(server, arguments + " --output text"))
                .succeeded()
                .strip();
    }

    /** With the endpoint as an option, and arguments that have no blanks. */
    private static String[] command(TestServer server, String arguments) {
        List<String> command = new ArrayList<>(
                List.of("aws", "--endpoint-url", server.endpoint().toString()));
        command.addAll(List.of(arguments.split(" ")));
        return command.toArray(String[]::new);
    }
}
