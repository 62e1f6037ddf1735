/** The connection is gone, or the server is going down or full: the work itself is not to blame and may be redone. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return /^(08|57P|53)/.test(code) || /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(error.message)
}
