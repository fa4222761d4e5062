/** How an operator gets over whole tensors: units and chunks, and shapes that are broadcast. */
package lanewise.tensor.ops.elementwise;
