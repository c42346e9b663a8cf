package io.penstock.bench;

import io.penstock.server.Penstock;
import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsLoader;
import java.util.Map;

/** Penstock as the launcher starts it: embedded broker, every default, data in the given directory. */
final class PenstockTarget {

    private PenstockTarget() {}

    public static void main(String[] arguments) throws InterruptedException {
        Settings settings = settings(arguments[0]);
        Logging.configure(settings);
        Penstock penstock = Penstock.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(penstock::close));
        System.out.println(Target.SERVING + " http://127.0.0.1:" + penstock.port() + " " + penstock.bootstrapServers());
        Thread.currentThread().join();
    }

    static Settings settings(String dataDirectory) {
        return new SettingsLoader(Map.of())
                .commandLine(Map.of(
                        "http.port", "0", "management.port", "0", "data-dir", dataDirectory, "limits", "relaxed"))
                .load();
    }
}
