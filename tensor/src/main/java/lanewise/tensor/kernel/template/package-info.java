/**
 * How a kernel comes into being: the ladder decides on the width of the vectors, a recipe names the constants, the scalar twin and the template, and
 * a hidden copy of the template is made for it. Until the compiler has done its work on the copy, a switch stands in the position of the twin.
 */
package lanewise.tensor.kernel.template;
