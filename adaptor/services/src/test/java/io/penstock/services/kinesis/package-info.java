/** Tests of Kinesis on the memory ports. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.kinesis;
