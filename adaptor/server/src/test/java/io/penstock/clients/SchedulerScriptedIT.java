package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** EventBridge Scheduler as boto3 and the aws CLI speak it, if they are installed. */
@ExtendWith(SharedServer.class)
class SchedulerScriptedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void boto3_works_unchanged_and_is_refused_in_the_words_of_aws(TestServer server) {
        Program python = new Program(directory).with(server);
        python.assumeInstalled("boto3", "python3", "-c", "import boto3");
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_scheduler.py").toString())
                .succeeded();
        assertThat(output.lines())
                .containsExactly("ok groups", "ok fired", "ok pages", "ok updated", "ok errors", "ok deleted");
    }

    @Test
    void the_aws_cli_works_unchanged(TestServer server) {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        assertThat(run(
                                aws,
                                server,
                                "create-schedule",
                                "--name=aws-cli",
                                "--schedule-expression=cron(0 9 ? * MON-FRI *)",
                                "--schedule-expression-timezone=Europe/Berlin",
                                "--flexible-time-window=Mode=OFF",
                                "--target=Arn=arn:aws:sqs:us-east-1:000000000000:cli,RoleArn=arn:aws:iam::000000000000:role/r",
                                "--query=ScheduleArn")
                        .succeeded())
                .isEqualToIgnoringWhitespace("arn:aws:scheduler:us-east-1:000000000000:schedule/default/aws-cli");
        assertThat(run(aws, server, "list-schedules", "--name-prefix=aws-cli", "--query=Schedules[].Name")
                        .succeeded())
                .isEqualToIgnoringWhitespace("aws-cli");
        assertThat(run(aws, server, "get-schedule", "--name=aws-cli", "--query=ScheduleExpressionTimezone")
                        .succeeded())
                .isEqualToIgnoringWhitespace("Europe/Berlin");
        run(aws, server, "delete-schedule", "--name=aws-cli").succeeded();
        Program.Ended gone = run(aws, server, "get-schedule", "--name=aws-cli");
        assertThat(gone.code()).isNotZero();
        assertThat(gone.output())
                .contains("(ResourceNotFoundException) when calling the GetSchedule operation: "
                        + "Schedule aws-cli does not exist.");
    }

    /** With the endpoint as an option: version 1 of the CLI ignores AWS_ENDPOINT_URL. */
    private static Program.Ended run(Program aws, TestServer server, String command, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "aws", "--endpoint-url", server.endpoint().toString(), "--output", "text", "scheduler", command));
        all.addAll(List.of(options));
        return aws.run(LIMIT, all.toArray(String[]::new));
    }
}
