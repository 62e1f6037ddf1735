import type { Fact } from '../channels/channel.ts'
import type { HeardOf } from './arrivals.ts'
import { linkQuote } from './link-quote.ts'
import { receiveDeletion, receiveEdit, receiveReaction } from './receive-afterthoughts.ts'
import type { Scope } from './scope.ts'

/** What is about another message: said of it, or quoting it. */
export type Afterthought = HeardOf<'reaction' | 'edit' | 'deletion' | 'message'>

const KINDS: readonly Fact['kind'][] = ['reaction', 'edit', 'deletion', 'message']

export function isAfterthought(fact: Fact): fact is Afterthought['fact'] {
  return KINDS.includes(fact.kind)
}

/**
 * Applies what is about a message that may be here by now, and writes it: an afterthought reads the rows that earlier
 * ones of the same transaction have changed. A message comes this way when it was held for what it quotes.
 */
export async function applyAfterthought(scope: Scope, { fact, channel }: Afterthought): Promise<void> {
  switch (fact.kind) {
    case 'reaction':
      await receiveReaction(scope, { fact, channel })
      break
    case 'edit':
      await receiveEdit(scope, { fact, channel })
      break
    case 'deletion':
      await receiveDeletion(scope, { fact, channel })
      break
    case 'message':
      await linkQuote(scope, { fact, channel })
      break
    default:
      fact satisfies never
  }
  await scope.ledger.write(scope.tx)
}
