package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.config.SqsBootstrapConfiguration;
import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A listener of Spring Cloud AWS, which polls, acknowledges in batches and backs off by its own rules. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class SpringListenerIT {

    /** The application: hears messages of one queue, and throws the first time it hears "poison". */
    static final class Listener {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @SqsListener(queueNames = "spring", messageVisibilitySeconds = "3")
        void hear(String body) {
            boolean first = !heard.contains(body);
            heard.add(body);
            if (body.equals("poison") && first) {
                throw new IllegalStateException("the listener fails once");
            }
        }
    }

    @Configuration
    @Import(SqsBootstrapConfiguration.class)
    static class Application {

        @Bean
        SqsMessageListenerContainerFactory<Object> defaultSqsListenerContainerFactory(SqsAsyncClient client) {
            return SqsMessageListenerContainerFactory.builder()
                    .configure(options -> options.pollTimeout(Duration.ofSeconds(5)))
                    .sqsAsyncClient(client)
                    .build();
        }
    }

    @Test
    void a_listener_hears_messages_and_hears_again_what_it_failed_on(TestServer server) {
        try (SqsAsyncClient client = Sdk.async(server.endpoint());
                SqsClient sync = Sdk.sync(server.endpoint());
                AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext()) {
            String url =
                    sync.createQueue(request -> request.queueName("spring")).queueUrl();
            TestQueue queue = new TestQueue(sync, "spring", url);
            spring.registerBean(SqsAsyncClient.class, () -> client);
            spring.register(Application.class, Listener.class);
            spring.refresh();
            SqsTemplate template = SqsTemplate.newTemplate(client);
            template.send("spring", "hello");
            template.send("spring", "poison");
            Listener listener = spring.getBean(Listener.class);
            // A standard queue delivers at least once: a slow machine may hear more, never less.
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(listener.heard)
                            .contains("hello")
                            .filteredOn("poison"::equals)
                            .hasSizeGreaterThanOrEqualTo(2));
            queue.awaitCounts(0, 0, 0);
        }
    }
}
