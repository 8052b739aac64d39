/** A file in, a report, and what the editor chose of it. */
export function Importing() {
  return null;
}
