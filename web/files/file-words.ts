import type { FileCategory } from '../../src/client/drafts.ts'

const KILO = 1_000
const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** How large, as people say it: "840 B", "1.2 MB". */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const amount = bytes / KILO ** power
  return `${amount.toFixed(power === 0 || amount >= 10 ? 0 : 1)} ${UNITS[power]}`
}

/** Up to four letters for the sign of a file. */
export function endingOf(name: string | null, type: string | null): string {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name ?? '')?.[1] ?? /\/([a-z0-9]{1,4})$/i.exec(type ?? '')?.[1]
  return (ending ?? 'file').toUpperCase()
}

/** What a file is to a message. */
export function categoryOf(type: string): FileCategory {
  const [family] = type.split('/')
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file'
}
