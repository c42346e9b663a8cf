package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.DigestAuthenticator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.security.Credential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;

/** SNS delivering to a server that nobody here wrote and that lets in who proves a password by Digest: Jetty with its {@code DigestAuthenticator}. */
@ExtendWith(SharedServer.class)
final class SnsDigestIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "penstock";
    private static final String PASSWORD = "a password: with %25 and @";
    private static final String ENCODED_PASSWORD = "a%20password%3A%20with%20%2525%20and%20%40";

    private final BlockingQueue<String> letIn = new LinkedBlockingQueue<>();
    private final SnsClient sns;

    SnsDigestIT(TestServer server) {
        this.sns = Sdk.sns(server.endpoint());
    }

    @Test
    void a_server_with_digest_lets_confirmations_and_messages_in() throws Exception {
        Server jetty = jetty();
        jetty.start();
        try (sns) {
            int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
            String topic =
                    sns.createTopic(create -> create.name("digest-" + port)).topicArn();
            sns.subscribe(subscribe -> subscribe
                    .topicArn(topic)
                    .protocol("http")
                    .endpoint("http://" + USER + ":" + ENCODED_PASSWORD + "@127.0.0.1:" + port + "/orders?kind=new")
                    .attributes(Map.of("RawMessageDelivery", "true")));
            JsonNode confirmation = JSON.readTree(next());
            assertThat(confirmation.path("Type").asText()).isEqualTo("SubscriptionConfirmation");
            sns.confirmSubscription(confirm ->
                    confirm.topicArn(topic).token(confirmation.path("Token").asText()));
            for (int i = 0; i < 5; i++) {
                String message = "order " + i;
                sns.publish(publish -> publish.topicArn(topic).message(message));
                assertThat(next()).isEqualTo(message);
            }
        } finally {
            jetty.stop();
        }
    }

    private String next() throws InterruptedException {
        String body = letIn.poll(60, TimeUnit.SECONDS);
        assertThat(body).as("a request that was let in").isNotNull();
        return body == null ? "" : body;
    }

    private Server jetty() {
        UserStore users = new UserStore();
        users.addUser(USER, Credential.getCredential(PASSWORD), new String[] {"sender"});
        HashLoginService login = new HashLoginService("orders of shops");
        login.setUserStore(users);
        SecurityHandler.PathMapped security = new SecurityHandler.PathMapped();
        security.setAuthenticator(new DigestAuthenticator());
        security.setLoginService(login);
        security.put("/*", Constraint.ANY_USER);
        security.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                letIn.add(Content.Source.asString(request));
                response.setStatus(200);
                callback.succeeded();
                return true;
            }
        });
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        jetty.setHandler(security);
        return jetty;
    }
}
