/** Tests of Kinesis, fanout. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.kinesis.fanout;
