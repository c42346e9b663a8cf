package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applications in other languages, run by the interpreters that are installed. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class ScriptedClientsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void boto3_works_unchanged(TestServer server) {
        Program python = new Program(directory).with(server);
        python.assumeInstalled("boto3", "python3", "-c", "import boto3");
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_client.py").toString())
                .succeeded();
        assertThat(output).contains("ok queue", "ok message", "ok batch", "ok errors", "ok fifo", "ok paging");
    }

    @Test
    void the_aws_sdk_for_javascript_works_unchanged(TestServer server) {
        Program node = new Program(directory).with(server);
        node.assumeInstalled("Node.js 20", "node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)");
        node.assumeInstalled("npm", "npm", "--version");
        node.resource("package.json");
        Program.Ended installed =
                node.run(LIMIT, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts");
        assumeTrue(
                installed.code() == 0,
                () -> "@aws-sdk/client-sqs cannot be installed by npm here, its test is skipped: "
                        + installed.output());
        String output = node.run(
                        LIMIT, "node", node.resource("javascript_client.mjs").toString())
                .succeeded();
        assertThat(output).contains("ok message", "ok batch", "ok errors", "ok paging");
    }

    @Test
    void the_aws_cli_works_unchanged(TestServer server) {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        String url = cli(aws, server, "create-queue --queue-name cli --query QueueUrl --output text")
                .strip();
        assertThat(url).isEqualTo(server.endpoint() + "/000000000000/cli");
        cli(aws, server, "send-message --message-body hello --queue-url " + url);
        String handle = cli(
                        aws,
                        server,
                        "receive-message --wait-time-seconds 5 --query Messages[0].[Body,ReceiptHandle] --output text --queue-url "
                                + url)
                .strip();
        assertThat(handle).startsWith("hello\t");
        cli(aws, server, "delete-message --queue-url " + url + " --receipt-handle " + handle.substring(6));
        assertThat(cli(aws, server, "get-queue-attributes --attribute-names All --queue-url " + url))
                .contains("\"ApproximateNumberOfMessages\": \"0\"", "\"ApproximateNumberOfMessagesNotVisible\": \"0\"");
        Program.Ended refused = aws.run(LIMIT, command(server, "get-queue-url --queue-name nowhere"));
        assertThat(refused.code()).isNotZero();
        assertThat(refused.output())
                .contains("(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation");
    }

    private static String cli(Program aws, TestServer server, String arguments) {
        return aws.run(LIMIT, command(server, arguments)).succeeded();
    }

    /** With the endpoint as an option: version 1 of the CLI ignores AWS_ENDPOINT_URL for SQS (aws/aws-cli issue 8737). */
    private static String[] command(TestServer server, String arguments) {
        return ("aws --endpoint-url " + server.endpoint() + " sqs " + arguments).split(" ");
    }
}
