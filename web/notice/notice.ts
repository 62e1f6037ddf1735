import { createCell } from '../../src/client/live.ts'

/** What was done, in words, and what can be done about it. */
export interface Notice {
  readonly text: string
  readonly act?: { readonly label: string; run(): void }
}

const notice = createCell<Notice | null>(null)

/** What was said last; null: nothing, or it was put away. */
export const lastNotice = notice

export function tell(what: Notice): void {
  notice.set(what)
}

export function dismiss(): void {
  notice.set(null)
}
