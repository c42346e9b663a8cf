/**
 * What operators see: metrics, and health that tells the truth about Kafka. Live means that a restart would not help; ready means that a
 * request sent now would be served.
 */
@NullMarked
package io.penstock.server.manage;

import org.jspecify.annotations.NullMarked;
