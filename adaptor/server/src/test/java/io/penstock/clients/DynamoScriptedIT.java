package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** DynamoDB as boto3 and the aws CLI speak it, if they are installed. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoScriptedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void boto3_works_unchanged_and_is_refused_in_the_words_of_aws(TestServer server) {
        Program python = new Program(directory).with(server);
        python.assumeInstalled("boto3", "python3", "-c", "import boto3");
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_dynamodb.py").toString())
                .succeeded();
        assertThat(output.lines())
                .containsExactly(
                        "ok table",
                        "ok types",
                        "ok conditions",
                        "ok reading",
                        "ok counter",
                        "ok errors",
                        "ok transactions",
                        "ok ttl",
                        "ok deleted");
    }

    @Test
    void the_aws_cli_works_unchanged(TestServer server) {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        Cli cli = new Cli(aws, server);
        cli.succeeds(
                "create-table",
                "--attribute-definitions",
                "AttributeName=pk,AttributeType=S",
                "--key-schema",
                "AttributeName=pk,KeyType=HASH",
                "--provisioned-throughput",
                "ReadCapacityUnits=5,WriteCapacityUnits=5");
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> cli.succeeds("describe-table", "--query", "Table.TableStatus", "--output", "text")
                        .strip()
                        .equals("ACTIVE"));
        for (String name : List.of("a", "b", "c")) {
            cli.succeeds("put-item", "--item", "{\"pk\":{\"S\":\"" + name + "\"},\"n\":{\"N\":\"1\"}}");
        }
        assertThat(cli.succeeds(
                        "update-item",
                        "--key={\"pk\":{\"S\":\"a\"}}",
                        "--update-expression=SET n = n + :one",
                        "--expression-attribute-values={\":one\":{\"N\":\"1\"}}",
                        "--return-values=ALL_NEW",
                        "--query=Attributes.n.N",
                        "--output=text"))
                .isEqualToIgnoringWhitespace("2");
        assertThat(cli.succeeds("scan", "--page-size=1", "--query=Count", "--output=json"))
                .isEqualToIgnoringWhitespace("3");
        assertThat(cli.refused(
                        "put-item", "--item={\"pk\":{\"S\":\"a\"}}", "--condition-expression=attribute_not_exists(pk)"))
                .contains("(ConditionalCheckFailedException) when calling the PutItem operation: "
                        + "The conditional request failed");
        assertThat(cli.refused("get-item", "--key={\"id\":{\"S\":\"a\"}}"))
                .contains("(ValidationException) when calling the GetItem operation: "
                        + "The provided key element does not match the schema");
        cli.succeeds("delete-item", "--key={\"pk\":{\"S\":\"a\"}}");
        assertThat(cli.succeeds("get-item", "--key={\"pk\":{\"S\":\"a\"}}", "--consistent-read"))
                .isBlank();
        cli.succeeds("delete-table");
    }

    private record Cli(Program aws, TestServer server) {

        String succeeds(String command, String... options) {
            return run(command, options).succeeded();
        }

        String refused(String command, String... options) {
            Program.Ended ended = run(command, options);
            assertThat(ended.code()).isNotZero();
            return ended.output();
        }

        /** With the endpoint as an option: version 1 of the CLI ignores AWS_ENDPOINT_URL. */
        private Program.Ended run(String command, String... options) {
            List<String> all = new ArrayList<>(List.of(
                    "aws",
                    "--endpoint-url",
                    server.endpoint().toString(),
                    "dynamodb",
                    command,
                    "--table-name",
                    "aws-cli"));
            all.addAll(List.of(options));
            return aws.run(LIMIT, all.toArray(String[]::new));
        }
    }
}
