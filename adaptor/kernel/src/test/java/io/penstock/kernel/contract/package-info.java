/**
 * What every implementation of {@link io.penstock.kernel.port} must do, as abstract JUnit classes: a module that implements a port extends
 * them and supplies the implementation under test with its faults. Run here against memory, in the log module against Kafka.
 */
@NullMarked
package io.penstock.kernel.contract;

import org.jspecify.annotations.NullMarked;
