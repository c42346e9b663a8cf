/**
 * Deliveries to endpoints outside and to services of this deployment, for any service: what is appended to the log of deliveries is made, repeated by its own schedule, and ends at its endpoint or in its
 * dead-letter queue. {@link io.penstock.services.deliveries.Deliveries} is the entrance; the format of records is {@link io.penstock.kernel.delivery.Delivery}. It knows no
 * service by itself: what deliveries name, and the queues of dead letters, it calls as a client would.
 */
@NullMarked
package io.penstock.services.deliveries;

import org.jspecify.annotations.NullMarked;
