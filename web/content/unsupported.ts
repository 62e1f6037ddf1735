import type { Words } from '../words/english.ts'
import { type Fields, record, text } from './reading.ts'

/** Says in words what came that the provider does not hand on. */
export function sayUnsupported(content: Fields | null, { unsupported, unsupportedKinds }: Words): string {
  const type = text(record(content)['type']) ?? ''
  const known = Object.hasOwn(unsupportedKinds, type) ? unsupportedKinds[type] : undefined
  return known ? unsupported.was(known) : unsupported.something
}
