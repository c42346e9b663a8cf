package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LayeringTest {

    private static final JavaClasses PRODUCT = Repository.classes();

    @TestFactory
    Stream<DynamicTest> arrows_only_go_down() {
        return Layers.of("io.penstock").entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(PRODUCT)));
    }

    @Test
    void every_module_was_looked_at() {
        assertThat(PRODUCT.stream()
                        .map(type -> type.getPackageName().replaceFirst("io\\.penstock\\.([a-z]+).*", "$1"))
                        .distinct())
                .contains("kernel", "wire", "log", "broker", "services", "server", "streams");
    }

    /** The planted packages break every rule, most of them by a type in a signature alone. */
    @TestFactory
    Stream<DynamicTest> each_rule_finds_its_planted_fault() {
        JavaClasses planted = new ClassFileImporter().importPackages("io.penstock.gates.planted");
        return Layers.of("io.penstock.gates.planted").entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> assertBroken(rule.getValue(), planted)));
    }

    private static void assertBroken(ArchRule rule, JavaClasses planted) {
        assertThat(rule.evaluate(planted).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }
}
