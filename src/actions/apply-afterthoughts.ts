import type { Fact } from '../channels/channel.ts'
import type { HeardOf } from './arrivals.ts'
import { isAboutTarget } from './find-targets.ts'
import { linkQuote } from './link-quote.ts'
import { receiveAfterthoughts } from './receive-afterthoughts.ts'
import type { Scope } from './scope.ts'

/** What is about another message: said of it, or quoting it. */
export type Afterthought = HeardOf<'reaction' | 'edit' | 'deletion' | 'message'>

const KINDS: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>(['reaction', 'edit', 'deletion', 'message'])

export function isAfterthought(heard: HeardOf<Fact['kind']>): heard is Afterthought {
  return KINDS.has(heard.fact.kind)
}

/**
 * Applies what is about messages that may be here by now, and writes it. A message comes this way when it was held for
 * what it quotes; that reads the rows that earlier facts of the same transaction have changed.
 */
export async function applyAfterthoughts(scope: Scope, afterthoughts: readonly Afterthought[]): Promise<void> {
  await receiveAfterthoughts(scope, afterthoughts.filter(isAboutTarget))
  await scope.ledger.write(scope.tx)
  for (const { fact, channel } of afterthoughts) {
    if (fact.kind !== 'message') continue
    await linkQuote(scope, { fact, channel })
    await scope.ledger.write(scope.tx)
  }
}
