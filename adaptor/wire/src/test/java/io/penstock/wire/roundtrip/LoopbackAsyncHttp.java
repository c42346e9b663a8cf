package io.penstock.wire.roundtrip;

import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireFixture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** The asynchronous twin of {@link LoopbackHttp}. */
final class LoopbackAsyncHttp implements SdkAsyncHttpClient {

    private final WireFixture wire;

    LoopbackAsyncHttp(WireFixture wire) {
        this.wire = wire;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        request.requestContentPublisher().subscribe(new Collector(body -> {
            HttpResponse response = wire.dispatch(LoopbackHttp.request(request.request(), body));
            request.responseHandler().onHeaders(LoopbackHttp.head(response));
            request.responseHandler().onStream(once(LoopbackHttp.body(response), done));
        }));
        return done;
    }

    private interface Whole {
        void take(byte[] body);
    }

    private record Collector(Whole whole, ByteArrayOutputStream bytes) implements Subscriber<ByteBuffer> {
        private Collector(Whole whole) {
            this(whole, new ByteArrayOutputStream());
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer part) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {
            whole.take(bytes.toByteArray());
        }
    }

    /** Delivers a whole body when it is first asked for. */
    private static Publisher<ByteBuffer> once(byte[] body, CompletableFuture<Void> done) {
        return subscriber -> subscriber.onSubscribe(new Subscription() {
            private boolean delivered;

            @Override
            public void request(long count) {
                if (!delivered) {
                    delivered = true;
                    subscriber.onNext(ByteBuffer.wrap(body));
                    subscriber.onComplete();
                    done.complete(null);
                }
            }

            @Override
            public void cancel() {
                delivered = true;
                done.complete(null);
            }
        });
    }

    @Override
    public void close() {}
}
