/** The fields of a row that were asked for; the id always. */
export function pickFields(row: object, select: readonly string[]): object {
  if (select.length === 0) return row
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'id' || select.includes(name)))
}
