package io.penstock.server;

import io.penstock.broker.BrokerStartupException;
import io.penstock.log.UnusableKafkaException;
import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsException;
import io.penstock.server.settings.SettingsLoader;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The command line. Exit codes: 0 done, 1 failed while running or starting, 2 wrong usage or settings, 143 and 130 stopped by a signal. */
@Command(
        name = "penstock",
        description = "Serves the AWS messaging protocols from Apache Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        subcommands = {Main.Serve.class, Main.Env.class, Main.Train.class})
public final class Main implements Callable<Integer> {

    static final int FAILED = 1;
    static final int USAGE = 2;

    @Mixin
    private final Options options = new Options();

    private Main() {}

    /** Runs a command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure))
                .execute(arguments);
    }

    /** What an operator can act on is one line; a stack trace is for defects. */
    private static int explain(Exception failure) throws Exception {
        int status = switch (failure) {
            case SettingsException setting -> USAGE;
            case UnusableKafkaException kafka -> kafka.isOfSettings() ? USAGE : FAILED;
            case BrokerStartupException broker -> FAILED;
            case Exception defect -> throw defect;
        };
        System.err.println("penstock: " + failure.getMessage());
        return status;
    }

    @Override
    public Integer call() throws Exception {
        return serve(options);
    }

    private static int serve(Options options) throws InterruptedException {
        SettingsLoader loader = options.loader(System.getenv());
        Settings settings = loader.load();
        Logging.configure(settings);
        Announcement.starting(settings, loader.notes());
        Penstock penstock = Penstock.start(settings);
        Thread stop = Thread.ofPlatform().name("penstock-stop").unstarted(() -> stop(penstock));
        Runtime.getRuntime().addShutdownHook(stop);
        Announcement.ready(penstock, System.out);
        penstock.failure().join();
        return FAILED;
    }

    private static void stop(Penstock penstock) {
        penstock.close();
        Announcement.stopped();
    }

    /** Starts the server; the default. */
    @Command(name = "serve", description = "Starts the server (the default command).", mixinStandardHelpOptions = true)
    static final class Serve implements Callable<Integer> {
        @Mixin
        private final Options options = new Options();

        @Override
        public Integer call() throws Exception {
            return serve(options);
        }
    }

    /** Prints the environment of clients. */
    @Command(
            name = "env",
            description = "Prints the variables that point AWS clients here: eval \"$$(penstock env)\"",
            mixinStandardHelpOptions = true)
    static final class Env implements Callable<Integer> {
        @Mixin
        private final Options options = new Options();

        @Override
        public Integer call() {
            Settings settings = options.loader(System.getenv()).load();
            PrintStream out = System.out;
            Map<String, String> variables = Announcement.environment(
                    "http://localhost:" + settings.http().port(), settings);
            variables.forEach((name, value) -> out.println("export " + name + "=" + value));
            return 0;
        }
    }

    /** Warms the JVM's class cache up and ends. */
    @Command(
            name = "train",
            hidden = true,
            description = "Exercises start and requests for the JDK's AOT cache, then ends.")
    static final class Train implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            Training.run();
            return 0;
        }
    }

    /** Says which build this is. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"penstock " + Version.CURRENT};
        }
    }
}
