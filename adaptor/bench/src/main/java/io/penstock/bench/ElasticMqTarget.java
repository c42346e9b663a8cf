package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ as its users embed it: in memory, relaxed nothing, a port of its own choice. */
final class ElasticMqTarget {

    private ElasticMqTarget() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logging.configure(Settings.defaults());
        var server = SQSRestServerBuilder.withInterface("127.0.0.1").withPort(0).start();
        int port = server.waitUntilStarted().localAddress().getPort();
        System.out.println(Target.SERVING + " http://127.0.0.1:" + port);
        Thread.currentThread().join();
    }
}
