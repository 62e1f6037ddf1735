import type { PredefinedMessage } from '../../src/client/wire.ts'

const MOST = 8

/** What is typed after a slash, while nothing else stands in the field; null: no answer is being looked for. */
export function termIn(text: string): string | null {
  return /^\/([^\n/]*)$/.exec(text)?.[1]?.trim().toLocaleLowerCase() ?? null
}

type Findable = Pick<PredefinedMessage, 'title' | 'shortcut'>

/** The ready answers that a term means: by the beginning of their shortcut first, then by any part of their title. */
export function matching<Reply extends Findable>(replies: Iterable<Reply>, term: string): readonly Reply[] {
  return [...replies]
    .map(reply => ({ reply, rank: rankOf(reply, term) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((one, other) => one.rank - other.rank || one.reply.title.localeCompare(other.reply.title))
    .slice(0, MOST)
    .map(({ reply }) => reply)
}

const NO_MATCH = 4

function rankOf({ title, shortcut }: Findable, term: string): number {
  const [short, long] = [shortcut?.toLocaleLowerCase(), title.toLocaleLowerCase()]
  if (short === term) return 0
  if (short?.startsWith(term)) return 1
  if (long.startsWith(term)) return 2
  return long.includes(term) ? 3 : NO_MATCH
}
