import { type Actor, isMember } from './actor.ts'

/** `<service path or *>:<read or write>`; who may write may read. */
export const KEY_SCOPE_PATTERN = '^(\\*|[a-z0-9-]{1,80}):(read|write)$'

/** What a key gets when nothing else is asked for: whatever the role of its user may. */
export const EVERYTHING = ['*:write'] as const

const READS = new Set(['find', 'get'])

/** May the actor's key call this method of this service? Roles are asked elsewhere. */
export function maySpendKeyOn(actor: Actor, path: string, method: string): boolean {
  if (!isMember(actor) || actor.scopes === undefined) return true
  return covers(actor.scopes, `${path}:${READS.has(method) ? 'read' : 'write'}`)
}

/** Do the scopes at hand allow everything that `wanted` allows? A key makes no stronger key. */
export function covers(scopes: readonly string[], wanted: string): boolean {
  const [path, verb] = wanted.split(':')
  const enough = verb === 'read' ? ['read', 'write'] : ['write']
  return enough.some(each => scopes.includes(`*:${each}`) || scopes.includes(`${path}:${each}`))
}
