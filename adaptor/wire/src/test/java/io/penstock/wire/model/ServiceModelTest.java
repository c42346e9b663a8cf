package io.penstock.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceModelTest {

    static List<String> services() {
        return ServiceModel.ids();
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_class_a_digest_names_exists(String id) throws ClassNotFoundException {
        ServiceModel model = ServiceModel.load(id);
        ClassLoader loader = getClass().getClassLoader();
        assertThat(model.operations()).isNotEmpty();
        for (OperationModel operation : model.operations()) {
            Class.forName(operation.types().request(), false, loader);
            Class.forName(operation.types().response(), false, loader);
        }
        for (ErrorModel error : model.errors()) {
            if (!error.exception().isEmpty()) {
                Class.forName(error.exception(), false, loader);
            }
        }
        Class.forName(model.packageName() + "." + model.identity().title() + "Client", false, loader);
    }

    @Test
    void a_service_without_a_digest_is_refused_by_name() {
        assertThatThrownBy(() -> ServiceModel.load("s3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3");
    }

    @Test
    void sqs_errors_have_the_names_and_statuses_of_both_protocols() {
        ErrorModel error = ServiceModel.load("sqs").error("QueueNameExists").orElseThrow();
        assertThat(error.queryCode()).isEqualTo("QueueAlreadyExists");
        assertThat(ServiceModel.load("sqs").error("OverLimit").orElseThrow().status())
                .isEqualTo(403);
    }

    @Test
    void all_tables_are_read_in_a_moment() {
        long started = System.nanoTime();
        int operations = 0;
        for (String id : ServiceModel.ids()) {
            operations += DigestReader.read(id).operations().size();
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.println("ServiceModelTest: " + operations + " operations read in " + millis + " ms");
        // Seen: 15 to 40 ms cold. The bound only catches a reader that has become something else, on any machine.
        assertThat(millis).isLessThan(2_000);
    }
}
