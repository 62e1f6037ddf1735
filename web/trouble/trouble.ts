import { createCell } from '../../src/client/live.ts'

const trouble = createCell<string | null>(null)

/** What went wrong last, in the server's words; null: nothing, or it was put away. */
export const lastTrouble = trouble

/** Tries something that somebody asked for. What the server refuses is shown, not thrown. */
export function attempt(work: Promise<unknown>): void {
  work.then(
    () => {},
    (error: unknown) => trouble.set(error instanceof Error ? error.message : String(error))
  )
}
