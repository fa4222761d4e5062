/** Random bits from a counter, so that any of them can be had without those before it. */
package lanewise.tensor.kernel.random;
