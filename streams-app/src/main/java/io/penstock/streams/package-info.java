/**
 * What stands between a publisher and its subscribers: which subscriptions take a message. The packages below hold the parts; none of them does
 * I/O, and none knows a service.
 */
@NullMarked
package io.penstock.streams;

import org.jspecify.annotations.NullMarked;
