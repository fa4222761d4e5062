/** Schedules as text: written by people, printed and read again. */
package lanewise.lrsched.text;
