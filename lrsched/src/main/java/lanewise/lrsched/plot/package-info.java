/** Pictures and tables of schedules, as text: SVG and CSV. */
package lanewise.lrsched.plot;
