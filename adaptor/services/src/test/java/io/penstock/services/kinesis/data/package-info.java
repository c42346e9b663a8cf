/** Tests of Kinesis, data. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.kinesis.data;
